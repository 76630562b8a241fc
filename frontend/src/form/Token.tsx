/** The token itself: how many, from when, for how long, at which price to begin with. */
import type { Path } from "../api/client";
import { Field, Group } from "./Field";
import { Fold } from "./Fold";
import { useAt } from "./values";

const PRICE: Path = ["token", "initial_price"];
const PRICE_ELSEWHERE: Path = ["abm", "initial_price"];

export function Token() {
  const name = useAt(["token", "name"]);
  return (
    <Fold section open title="Token" state={typeof name === "string" ? name : "no name"}>
      <Group named path={["token"]}>
        <Field path={["token", "name"]} />
        <Field path={["token", "total_supply"]} />
        <Field path={["token", "start_date"]} />
        <Field path={["token", "horizon_months"]} />
        <StartPrice />
      </Group>
    </Fold>
  );
}

/** The start price may stand in two places of a request; it is edited where it stands. */
function StartPrice() {
  const here = useAt(PRICE) !== undefined;
  const elsewhere = useAt(PRICE_ELSEWHERE) !== undefined;
  return (
    <>
      <Field path={elsewhere && !here ? PRICE_ELSEWHERE : PRICE} />
      {elsewhere && here && <Field path={PRICE_ELSEWHERE} />}
    </>
  );
}
