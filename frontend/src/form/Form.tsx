/** The design in the designer's words; names, help, units and bounds are the service's own. */
import { draft } from "../state/draft";
import { catalogue, schema } from "../state/library";
import { Checks } from "./Checks";
import { Holders } from "./Holders";
import { Market } from "./Market";
import { Parts } from "./Parts";
import { Staking, Treasury } from "./Pools";
import { Token } from "./Token";
import { Trials } from "./Trials";
import { Buckets } from "./buckets/Buckets";

export function Form() {
  const ready = schema.value !== undefined && catalogue.value !== undefined;
  if (!ready || draft.value === undefined) return <form class="form" aria-label="Design" aria-busy="true" />;
  return <Sections />;
}

/** Drawn once; each field follows its own value. */
function Sections() {
  return (
    <form class="form" aria-label="Design" noValidate onSubmit={(event) => event.preventDefault()}>
      <Checks />
      <Token />
      <Buckets />
      <Market />
      <Holders />
      <Staking />
      <Treasury />
      <Parts />
      <Trials />
    </form>
  );
}
