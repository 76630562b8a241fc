/** Staking and treasury: parts of the economy that are there only when switched on. */
import type { Path } from "../api/client";
import { Field, Group } from "./Field";
import { Fold } from "./Fold";
import { membersOf } from "./schema";
import { useAt } from "./values";

interface Pool {
  title: string;
  switchedBy: Path;
  rules: Path;
  /** What a designer decides first; the other rules fold away. */
  first: readonly string[];
}

const STAKING: Pool = {
  title: "Staking",
  switchedBy: ["abm", "enable_staking"],
  rules: ["abm", "staking_config"],
  first: ["base_apy", "max_capacity_pct", "lockup_months"],
};

const TREASURY: Pool = {
  title: "Treasury",
  switchedBy: ["abm", "enable_treasury"],
  rules: ["abm", "treasury_config"],
  first: ["transaction_fee_pct", "buyback_pct", "burn_bought_tokens"],
};

export function Staking() {
  return <SwitchedPool pool={STAKING} />;
}

export function Treasury() {
  return <SwitchedPool pool={TREASURY} />;
}

function SwitchedPool({ pool: { title, switchedBy, rules, first } }: { pool: Pool }) {
  const on = useAt(switchedBy) === true;
  const others = membersOf(rules).filter((name) => !first.includes(name));
  return (
    <Fold section title={title} state={on ? "on" : "off"}>
      <Field path={switchedBy} />
      {on && (
        <Group path={rules}>
          {first.map((name) => (
            <Field key={name} path={[...rules, name]} />
          ))}
          <Fold title="All fields">
            {others.map((name) => (
              <Field key={name} path={[...rules, name]} />
            ))}
          </Fold>
        </Group>
      )}
    </Fold>
  );
}
