"""A run: its specification, the month loop, its results. A notebook needs only the names imported here."""

from app.abm.engine.result import SimulationResult
from app.abm.engine.simulation_loop import ABMSimulationLoop
from app.abm.engine.spec import SimulationSpec

__all__ = ["ABMSimulationLoop", "SimulationResult", "SimulationSpec"]
