"""Vesting schedules: when locked tokens become liquid."""
