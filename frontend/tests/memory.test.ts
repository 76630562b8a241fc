import { beforeEach, describe, expect, it, vi } from "vitest";
import * as memory from "../src/state/memory";

const WORKSPACE = { draft: { token: { name: "A" } }, source: { saved: {} }, pinned: [] };

function sent(id: string): memory.SentJob {
  return { id, label: id, draft: {} };
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

describe("the workspace", () => {
  it("is remembered by the tab that is opened after this one is gone", () => {
    memory.rememberWorkspace(WORKSPACE);
    sessionStorage.clear();
    expect(memory.rememberedWorkspace()).toEqual(WORKSPACE);
  });

  it("of this tab comes before that of another", () => {
    memory.rememberWorkspace(WORKSPACE);
    localStorage.setItem("cliffcast.workspace", JSON.stringify({ ...WORKSPACE, draft: {} }));
    expect(memory.rememberedWorkspace()?.draft).toEqual(WORKSPACE.draft);
  });

  it("that cannot be read is forgotten", () => {
    sessionStorage.setItem("cliffcast.workspace", "{");
    localStorage.setItem("cliffcast.workspace", "{");
    expect(memory.rememberedWorkspace()).toBeUndefined();
  });
});

describe("jobs", () => {
  it("are remembered newest first, each once, the newest thirty", () => {
    for (let number = 0; number < 35; number += 1) memory.rememberJob(sent(`job ${number}`));
    memory.rememberJob(sent("job 20"));
    const ids = memory.rememberedJobs().map(({ id }) => id);
    expect([ids.length, ids[0], ids[1], ids.at(-1)]).toEqual([30, "job 20", "job 34", "job 5"]);
  });

  it("that are forgotten leave the others", () => {
    for (const id of ["one", "two"]) memory.rememberJob(sent(id));
    memory.forgetJob("one");
    expect(memory.rememberedJobs().map(({ id }) => id)).toEqual(["two"]);
  });

  it("are awaited for the design they were sent with alone", () => {
    memory.rememberAwaited({ id: "one", draft: { a: 1 }, trials: true });
    expect(memory.rememberedAwaited({ a: 1 })?.id).toBe("one");
    expect(memory.rememberedAwaited({ a: 2 })).toBeUndefined();
  });
});

it("switches come back as they were", () => {
  const switches = new Map([["price.log", true]]);
  memory.rememberSwitches(switches);
  expect(memory.rememberedSwitches()).toEqual(switches);
});

it("own designs that the browser has no room for are said not to be kept", () => {
  vi.stubGlobal("localStorage", {
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  });
  const kept = memory.rememberDesigns([]);
  vi.unstubAllGlobals();
  expect(kept).toBe(false);
});
