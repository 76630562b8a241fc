/** Which design is on the desk, and a sheet to find another one: one's own, a real token, a teaching case. */
import { signal, useSignal } from "@preact/signals";
import { Dialog } from "../Dialog";
import { type OwnDesign, openOwn, ownDesign } from "../state/designs";
import { draft, openScenario, origin } from "../state/draft";
import { nameOf } from "../state/runs";
import { alike, bestHit, findAlike, forgetSearch, hits, ownHits, query, unfound } from "../state/search";
import { Alike } from "./Alike";
import { Entry } from "./Entry";

const KINDS = { token: "Real tokens, with sources", teaching: "Teaching cases" } as const;

/** What is remarkable, as the service takes it. */
const BOUNDS = { "float<10": "float under 10 %", "cliff>15": "a cliff over 15 %", "insiders>40": "insiders over 40 %" } as const;

const isOpen = signal(false);

export function Chooser() {
  const open = () => {
    forgetSearch();
    isOpen.value = true;
  };
  return (
    <>
      <button type="button" class="chooser" aria-haspopup="dialog" onClick={open}>
        <span class="quiet">Design</span> <b>{ownDesign.value?.name ?? origin.value?.name ?? (draft.value ? nameOf(draft.value) : "none yet")}</b> <span aria-hidden="true">▾</span>
      </button>
      <Dialog open={isOpen} title="Choose a design">
        <Sheet />
      </Dialog>
    </>
  );
}

function Sheet() {
  const failed = useSignal("");
  const open = async (id: string) => {
    try {
      await openScenario(id);
      isOpen.value = false;
    } catch (error) {
      failed.value = error instanceof Error ? error.message : String(error);
    }
  };
  /** Enter opens what stands first. */
  const openFirst = async () => {
    const [mine] = ownHits.value;
    if (query.value.trim() !== "" && mine !== undefined) return openMine(mine);
    const best = await bestHit();
    if (best !== undefined) await open(best.id);
  };
  return (
    <form class="library" onSubmit={(event) => (event.preventDefault(), void openFirst())}>
      <Search />
      {(failed.value || unfound.value) && <p role="alert">{failed.value || unfound.value}</p>}
      {alike.value && <Alike list={alike.value} onOpen={(id) => void open(id)} />}
      <Own />
      {hits.value.length === 0 && <p role="status">Nothing in the library has all of that.</p>}
      {Object.entries(KINDS).map(([kind, title]) => {
        const found = hits.value.filter((head) => head.kind === kind);
        return (
          found.length > 0 && (
            <section key={kind} aria-label={title}>
              <h3>{title}</h3>
              <ul>
                {found.map((head) => (
                  <Entry key={head.id} head={head} onOpen={() => void open(head.id)} />
                ))}
              </ul>
            </section>
          )
        );
      })}
    </form>
  );
}

function Search() {
  const has = (bound: string) => query.value.split(" ").includes(bound);
  const flip = (bound: string) => {
    const words = query.value.split(" ").filter((word) => word !== "" && word !== bound);
    query.value = [...words, ...(has(bound) ? [] : [bound])].join(" ");
  };
  return (
    <div class="search">
      <input
        // the focus of the sheet begins here, before anybody can type
        autofocus
        type="search"
        aria-label="Find a design"
        placeholder="Name, symbol, or words such as layer 2"
        value={query.value}
        onInput={({ currentTarget }) => (query.value = currentTarget.value)}
      />
      <p class="actions">
        {Object.entries(BOUNDS).map(([bound, words]) => (
          <button type="button" key={bound} aria-pressed={has(bound)} onClick={() => flip(bound)}>
            {words}
          </button>
        ))}
        <button type="button" onClick={() => void findAlike()} title="The real tokens nearest to the design on the desk, by who holds how much and when it unlocks">
          Like mine
        </button>
      </p>
    </div>
  );
}

function openMine(design: OwnDesign): void {
  openOwn(design);
  isOpen.value = false;
}

function Own() {
  const mine = ownHits.value;
  if (mine.length === 0) return null;
  return (
    <section aria-label="My designs">
      <h3>My designs</h3>
      <ul>
        {mine.map((design) => (
          <li key={design.id}>
            <button type="button" onClick={() => openMine(design)}>
              {design.name}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
