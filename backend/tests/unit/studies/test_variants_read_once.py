"""What no parameter can change is read once: a variant is still the one that is read from its whole request."""

from typing import Any

import pytest

from app.abm.core.errors import ConfigError
from app.abm.engine.spec import SimulationSpec
from app.abm.studies.variant import SweptParameter, Values, Variants, variant
from tests.factories import Config, bucket, config, full, token

DATED = {"bucket": "VC", "allocation": 20, "segments": [{"kind": "lump", "date": "2025-04-01", "pct": 100}]}
BASES: dict[str, Config] = {
    "everything on": config(**full()),
    "amounts": config(buckets=[{"bucket": name, "amount": 1e8} for name in ("Team", "VC")]),
    "dates": config(buckets=[bucket(), DATED]),
    "profiles beside": config() | {"cohort_profiles": {"Team": {"sell_pressure_mean": 0.3}}},
    "profiles inside": config(cohort_profiles={"Team": {"sell_pressure_mean": 0.3}}),
    "unsaid": config(staking_config=None, demand=None, cohort_profiles=None),
    "mine": config(emissions=[{"name": "Mine", "kind": "fixed", "profile": "Team", "amount": 1e6}]),
    "an AMM": config(pricing_model="amm", token=token(total_supply=1e6)),
}
POINTERS: dict[str, Values] = {
    "/token/total_supply": (5e8, 1e8, -1.0),
    "/token/horizon_months": (3.0, 3.5),
    "/buckets/0/allocation": (5.0, 90.0),
    "/buckets/0/amount": (1e7, 1e30),
    "/buckets/1/segments/0/pct": (100.0, 50.0),
    "/abm/staking_config/base_apy": (0.5, -1.0),
    "/abm/demand/level": (2.0, 0.0),
    "/abm/cohort_profiles/Team/sell_pressure_mean": (0.4, 4.0),
    "/cohort_profiles/Team/sell_pressure_mean": (0.4, 4.0),
    "/cohort_profiles/VC/price_sensitivity_std": (0.1, 0.499),
    "/abm/emissions/0/amount": (2e6, -1.0),
    "/abm/initial_price": (2.0,),
    "/abm/nothing": (1.0,),
    "/buckets/7/allocation": (1.0,),
}


def told(read: Any) -> Any:
    """A variant, field by field with what was said of it, or every problem it has."""
    try:
        spec: SimulationSpec = read()
    except ConfigError as error:
        return error.problems
    return spec.model_dump(), spec.model_dump(exclude_unset=True), spec.fingerprint()


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("pointer", POINTERS)
def test_a_variant_is_what_its_whole_request_says(base: str, pointer: str) -> None:
    parameters = [SweptParameter(pointer=pointer, values=POINTERS[pointer])]
    variants = Variants(BASES[base], parameters)
    for value in POINTERS[pointer]:
        point = (value,)
        assert told(lambda at=point: variants.at(at)) == told(lambda at=point: variant(BASES[base], parameters, at))
