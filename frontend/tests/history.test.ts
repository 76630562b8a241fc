import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { draft, edit, isUnsaved, putInWorkspace, source } from "../src/state/draft";
import { canRedo, canUndo, followHistory, followUndoKeys, redo, undo } from "../src/state/history";

const REST_MS = 1000;

/** An edit after a rest: a step of its own. */
function then(path: readonly string[], value: unknown): void {
  vi.advanceTimersByTime(REST_MS);
  edit(path, value);
}

beforeAll(() => {
  followHistory();
  followUndoKeys();
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
  putInWorkspace({ count: 0 });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("undo", () => {
  it("goes back over fifty edits, one by one, and forth again", () => {
    for (let count = 1; count <= 50; count += 1) then(["count"], count);
    for (let count = 49; count >= 0; count -= 1) {
      undo();
      expect(draft.value).toEqual({ count });
    }
    for (let count = 1; count <= 50; count += 1) redo();
    expect(draft.value).toEqual({ count: 50 });
    expect(canRedo.value).toBe(false);
  });

  it("takes what is typed into one field without a rest as one step", () => {
    then(["name"], "A");
    for (const name of ["Ar", "Arb", "Arbi"]) edit(["name"], name);
    undo();
    expect(draft.value).toEqual({ count: 0 });
  });

  it("takes two fields in a hurry as two steps", () => {
    then(["name"], "A");
    edit(["count"], 1);
    undo();
    expect(draft.value).toEqual({ count: 0, name: "A" });
  });

  it("brings back what another design took the place of, with where it came from", () => {
    then(["count"], 1);
    putInWorkspace({ other: true }, { own: "mine" });
    undo();
    expect(draft.value).toEqual({ count: 1 });
    expect(source.value.own).toBeUndefined();
    expect(isUnsaved.value).toBe(true);
  });

  it("forgets what was undone once something else is done", () => {
    then(["count"], 1);
    undo();
    then(["count"], 2);
    expect(canRedo.value).toBe(false);
  });

  it("does not go on with a field that an undo has come between", () => {
    then(["count"], 1);
    then(["count"], 2);
    undo();
    edit(["count"], 3);
    undo();
    expect(draft.value).toEqual({ count: 1 });
  });
});

describe("the keys", () => {
  it.each([
    [{ key: "z", ctrlKey: true }, 0],
    [{ key: "z", metaKey: true }, 0],
    [{ key: "z" }, 1],
    [{ key: "z", ctrlKey: true, altKey: true }, 1],
  ])("%j leave %i", (press, count) => {
    then(["count"], 1);
    document.dispatchEvent(new KeyboardEvent("keydown", press));
    expect(draft.value).toEqual({ count });
  });

  it("belong to the field where a dialog is open", () => {
    document.body.innerHTML = "<dialog open><input></dialog>";
    then(["count"], 1);
    document.querySelector("input")?.dispatchEvent(new KeyboardEvent("keydown", { key: "z", ctrlKey: true, bubbles: true }));
    expect(draft.value).toEqual({ count: 1 });
  });
});

it("there is nothing to redo at first, and something to undo after an edit", () => {
  then(["count"], 1);
  expect([canUndo.value, canRedo.value]).toEqual([true, false]);
});
