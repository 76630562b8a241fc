"""Run a scenario of the library and print what its cliff does."""

from app.abm.engine import ABMSimulationLoop, SimulationSpec
from app.abm.reports import summary
from app.scenarios.library import ScenarioLibrary

scenario = ScenarioLibrary.shipped().get("arb")
result = ABMSimulationLoop(SimulationSpec.model_validate(scenario.request)).run()

print(f"{scenario.name}: {scenario.look_at}")
print("month  date        unlocked (M)  sold (M)  price")
for row in list(result.global_rows())[10:16]:
    unlocked, sold = row["total_unlocked"] / 1e6, row["total_sold"] / 1e6
    print(f"{row['month_index']:>5}  {row['date']}  {unlocked:12,.2f}  {sold:8,.2f}  {row['price']:.4f}")
print(f"worst drawdown {summary(result)['max_drawdown_pct']:.1f} %")
