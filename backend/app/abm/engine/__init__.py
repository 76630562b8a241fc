"""A run: its specification, its months, its results. What a notebook needs is named here."""

from app.abm.engine.result import SimulationResult
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec

__all__ = ["ABMSimulationLoop", "SimulationResult", "SimulationSpec"]
