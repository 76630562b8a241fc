"""The model page describes everything a request can choose and a result can report, as it is."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from app.abm.agents.behaviour import SELL_DRIVERS
from app.abm.agents.profiles import PROFILES, CohortProfile
from app.abm.core.params import Params
from app.abm.dynamics.demand import PRESETS, DemandParams, VolumeParams
from app.abm.dynamics.exchange import EOEParams
from app.abm.dynamics.market import MarketParams
from app.abm.dynamics.parts import PARTS
from app.abm.dynamics.pricing import PRICING_MODELS, PricingModel
from app.abm.dynamics.pricing_model import HOLDING_TIME
from app.abm.dynamics.staking import StakingParams
from app.abm.engine.series import COHORT_SERIES, SERIES
from app.abm.reports.attribution import ACTORS
from app.abm.reports.key_figures import KEY_FIGURES
from app.abm.studies.monte_carlo import CALM, JITTER, VarianceLevel

ROOT = Path(__file__).resolve().parents[4]
PAGE = (ROOT / "docs/model.md").read_text(encoding="utf-8")
VERIFICATION = (ROOT / "docs/verification.md").read_text(encoding="utf-8")


def table_row(first: str) -> list[str]:
    """The cells beside `first` in the table where it leads a row."""
    row = re.search(rf"^\| {re.escape(first)} \| (.*) \|$", PAGE, re.MULTILINE)
    assert row is not None, f"no row of a table starts with {first}"
    return row[1].split(" | ")


def _models(annotation: object) -> list[type[Params]]:
    """Every kind of object that a field's type names."""
    if isinstance(annotation, type) and issubclass(annotation, Params):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models(inner)]


def told(profile: CohortProfile) -> list[str]:
    """A profile's row in the table of profiles, or in that of spenders."""
    if profile.spending is not None:
        return [f"{100 * profile.spending:g} % a month", f"{profile.sell_pressure_mean:g}"]
    return [
        f"Beta({profile.risk_alpha:g}, {profile.risk_beta:g})",
        f"Gamma({profile.hold_time_shape:g}, {profile.hold_time_scale:g})",
        f"{profile.sell_pressure_mean:.2f} ± {profile.sell_pressure_std:.2f}",
        f"Beta({profile.price_sensitivity_alpha:g}, {profile.price_sensitivity_beta:g})",
        f"Beta({profile.stake_alpha:g}, {profile.stake_beta:g})",
        f"{profile.cliff_shock_mult:g}",
        f"{profile.size_sigma:g}",
    ]


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_has_its_row(name: str) -> None:
    assert table_row(name) == told(PROFILES[name])


def test_all_profiles_share_the_thresholds_that_are_told() -> None:
    thresholds = {(p.take_profit_mean, p.take_profit_std, p.stop_loss_mean, p.stop_loss_std) for p in PROFILES.values()}
    assert thresholds == {(0.5, 0.15, -0.3, 0.08)}
    assert "Normal(0.5, 0.15)" in PAGE
    assert "Normal(−0.3, 0.08)" in PAGE


@pytest.mark.parametrize("name", SERIES)
def test_every_series_has_its_row_with_unit_and_meaning(name: str) -> None:
    unit, meaning = table_row(f"`{name}`")
    assert unit == (SERIES[name].unit or "–")
    assert meaning


@pytest.mark.parametrize("name", KEY_FIGURES)
def test_every_key_figure_has_its_row_with_unit_and_meaning(name: str) -> None:
    unit, meaning = table_row(f"`{name}`")
    assert unit == (KEY_FIGURES[name].unit or "–")
    assert meaning


def test_nothing_is_described_that_is_not_reported() -> None:
    described = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert described == [*SERIES, *KEY_FIGURES]


@pytest.mark.parametrize("name", COHORT_SERIES)
def test_every_cohort_series_is_named(name: str) -> None:
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("name", PRICING_MODELS)
def test_every_pricing_model_has_its_paragraph(name: str) -> None:
    assert re.search(rf"^\*\*`{name}`\*\*", PAGE, re.MULTILINE)


@pytest.mark.parametrize("model", PRICING_MODELS.values(), ids=PRICING_MODELS)
def test_every_parameter_of_a_pricing_model_is_named(model: type[PricingModel]) -> None:
    symbols = {"k", "n", "alpha", "initial_price"}  # k, n and α of the formulas; P0 has a paragraph of its own
    assert [name for name in set(model.Params.model_fields) - symbols if f"`{name}`" not in PAGE] == []


PARAMS = [
    DemandParams,
    VolumeParams,
    MarketParams,
    *(model for part in PARTS.values() for model in _models(part.Params)),
]


@pytest.mark.parametrize("params", PARAMS)
def test_every_parameter_of_demand_market_and_parts_is_named(params: type[Params]) -> None:
    assert [name for name in params.model_fields if not re.search(rf"\b{name}\b", PAGE)] == []


@pytest.mark.parametrize("name", PRESETS)
def test_every_kind_of_launch_is_named(name: str) -> None:
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("actor", ACTORS)
def test_everyone_who_can_move_a_price_is_named(actor: str) -> None:
    assert f"`{actor}`" in " ".join(PAGE.split())


@pytest.mark.parametrize("level", CALM)
def test_the_kinds_of_chance_are_as_large_as_told(level: VarianceLevel) -> None:
    assert table_row(level)[1:] == [f"{CALM[level]:g}", f"{JITTER[level]:.2f}"]


def test_the_defaults_of_a_market_with_two_sides_are_those_told() -> None:
    assert f"`holding_time` months ({HOLDING_TIME:g})" in PAGE
    assert f"(`idle_turnover`, {EOEParams().idle_turnover:g})" in PAGE
    assert f"θ = {EOEParams().smoothing_factor:g}" in PAGE
    assert f"`market_staking_propensity` ({StakingParams().market_staking_propensity:g})" in PAGE


@pytest.mark.parametrize("driver", SELL_DRIVERS, ids=lambda driver: driver.__name__)
def test_every_factor_on_selling_has_its_formula(driver: Callable[..., object]) -> None:
    assert re.search(rf"^    {driver.__name__}  ", PAGE, re.MULTILINE)


@pytest.mark.parametrize("file", re.findall(r"`((?:\w+/)+\w+\.py)`", VERIFICATION))
def test_the_tests_that_the_page_of_verification_names_exist(file: str) -> None:
    assert (ROOT / "backend/tests" / file).is_file()
