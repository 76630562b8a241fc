/** The market that all tokens swim in: flat, as Ether or Bitcoin really went from some month on, or as one says. */
import { useId } from "preact/hooks";
import type { Path, Schemas } from "../api/client";
import { monthName } from "../charts/format";
import { at, edit } from "../state/draft";
import { markets } from "../state/library";
import { Before, Field, Group, Said } from "./Field";
import { useBefore } from "./before";
import { writeValue } from "./numbers";
import { usePlace } from "./fieldMessages";
import { fieldSchema, membersOf } from "./schema";
import { useAt } from "./values";

const MARKET: Path = ["abm", "market"];
const PATH: Path = [...MARKET, "path"];
const FLAT = "flat";
const OWN = "own";
const FLAT_WORDS = "Flat";
const OWN_WORDS = "My own levels";

type Asset = Schemas["MarketEntry"];

export function MarketIndex() {
  return (
    <Group path={MARKET}>
      <MarketPath />
      {membersOf(MARKET)
        .filter((name) => name !== "path")
        .map((name) => (
          <Field key={name} path={[...MARKET, name]} />
        ))}
    </Group>
  );
}

function MarketPath() {
  const path = useAt(PATH) ?? FLAT;
  const assets = markets.value?.markets ?? [];
  const asset = assetOf(path);
  const kind = asset?.id ?? (path === FLAT ? FLAT : OWN);
  const { key, error, note } = usePlace(PATH);
  const { title, description } = fieldSchema(PATH);
  const id = useId();
  const before = useBefore(PATH, pathWords);
  return (
    <div class={`field of-choice${before === undefined ? "" : " changed"}`} data-place={kind === OWN ? undefined : key}>
      <label for={id}>{title}</label>
      <div class="entry">
        <select id={id} aria-describedby={`${id}-before ${id}-said`} value={kind} onChange={({ currentTarget }) => choose(currentTarget.value, assets)}>
          <option value={FLAT}>{FLAT_WORDS}</option>
          {assets.map(({ id: name, name: words }) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
          <option value={OWN}>{OWN_WORDS}</option>
        </select>
        {asset && <Start asset={asset} path={String(path)} />}
        <Before id={`${id}-before`} words={before} />
      </div>
      {kind === OWN ? (
        <div class="wide">
          <Field path={PATH} />
        </div>
      ) : (
        <>
          <Said id={`${id}-said`} error={error} note={note} />
          <p class="help">{description}</p>
        </>
      )}
    </div>
  );
}

function assetOf(path: unknown): Asset | undefined {
  return markets.value?.markets.find(({ id }) => typeof path === "string" && path.startsWith(`${id}-`));
}

/** A path as the two choices tell it: Ether from May 2021. */
function pathWords(path: unknown): string {
  if ((path ?? FLAT) === FLAT) return FLAT_WORDS;
  const asset = assetOf(path);
  return asset ? `${asset.name} from ${startOf(String(path))}` : OWN_WORDS;
}

/** From which month on; a path that starts on another day than those offered stays to choose. */
function Start({ asset, path }: { asset: Asset; path: string }) {
  const paths = asset.paths.includes(path) ? asset.paths : [path, ...asset.paths];
  return (
    <select aria-label={`${asset.name} from`} value={path} onChange={({ currentTarget }) => edit(PATH, currentTarget.value)}>
      {paths.map((each) => (
        <option key={each} value={each}>
          from {startOf(each)}
        </option>
      ))}
    </select>
  );
}

/** The start in the name of a path: eth-2021-05 or eth-2021-05-16. */
function startOf(path: string): string {
  const [, year, month, day] = path.split("-");
  const name = monthName(new Date(`${year}-${month}-01T00:00:00Z`));
  return day === undefined ? name : `${Number(day)} ${name}`;
}

function choose(kind: string, assets: readonly Asset[]): void {
  const asset = assets.find(({ id }) => id === kind);
  edit(PATH, asset ? fromLaunch(asset) : kind === OWN ? [1] : undefined);
}

/** The path from the token's launch on, if the market is known then; else the one that is known for longest. */
function fromLaunch({ id, paths }: Asset): string | undefined {
  const wanted = `${id}-${writeValue(at(["token", "start_date"])).slice(0, 7)}`;
  return paths.includes(wanted) ? wanted : paths[0];
}
