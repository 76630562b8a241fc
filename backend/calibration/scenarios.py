"""The library's real tokens take their assumptions from the calibration."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta

from app.abm.dynamics.pricing_model import HOLDING_TIME
from app.abm.engine.spec import SimulationSpec
from app.truth.backtest import Figures
from app.truth.tokens import shipped_tokens


def renew(folder: Path, figures: Figures) -> None:
    """Write start price, market path and level of demand into each real token's request.

    The start price is the token's first close, the market ETH's real path from the end of month 0 on, and demand the
    typical launch's: its level follows from schedule and first close, times ETH's move in month 0.
    """
    for token in shipped_tokens():
        path = folder / f"{token.symbol.lower()}.json"
        scenario: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        request = scenario["request"]
        request["token"]["initial_price"] = token.token["initial_price"]
        request["abm"]["market"] = {"path": f"eth-{_end_of_month_0(request['token']['start_date'])}"}
        launch = SimulationSpec.model_validate(request).launch
        turned_over = launch.initial_price * launch.first_float / HOLDING_TIME
        fiat = figures.demand["level"] * turned_over * token.first_move() ** figures.beta
        request["abm"]["demand"] = {"preset": "typical", "initial_monthly_fiat": float(f"{fiat:.3g}")}
        path.write_text(json.dumps(scenario, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _end_of_month_0(start: str) -> str:
    day: date = date.fromisoformat(start) + relativedelta(months=1)
    return day.isoformat()
