"""Imported by the process that others are forked from: whoever imports this has every kernel in memory."""

from app.abm.engine.compile import compile_kernels

compile_kernels()
