import { beforeEach, expect, it } from "vitest";
import { asked, chooseProfile, pasteTable, profileOf, readBuckets, reading, sayOfTable } from "../src/state/table";

beforeEach(() => {
  pasteTable("Team\t20");
  reading.value = {
    buckets: [
      { bucket: "Team", allocation: 20 },
      { bucket: "Drop", allocation: 80 },
    ],
    profiles: [
      { bucket: "Team", profile: "Team", reason: "recognised" },
      { bucket: "Drop", profile: "Community", reason: "assumed" },
    ],
  } as unknown as NonNullable<typeof reading.value>;
});

it("what is said of columns and rows adds up", () => {
  sayOfTable({ columns: { 0: "bucket" } });
  sayOfTable({ columns: { 1: "amount" }, rows: { 3: true } });
  sayOfTable({ columns: { 0: "ignored" } });
  expect(asked.value).toEqual({ text: "Team\t20", columns: { 0: "ignored", 1: "amount" }, rows: { 3: true } });
});

it("another text forgets what was said of the one before", () => {
  sayOfTable({ columns: { 0: "ignored" } });
  chooseProfile("Team", "VC");
  pasteTable("VC\t20");
  expect(asked.value).toEqual({ text: "VC\t20" });
  expect(profileOf("Team").reason).toBe("recognised");
});

it("a profile is told with why, and a bucket without a choice follows its name", () => {
  chooseProfile("Team", "VC");
  expect([profileOf("Team"), profileOf("Drop")]).toEqual([
    { profile: "VC", reason: "chosen" },
    { profile: "Community", reason: "assumed" },
  ]);
  expect(readBuckets.value).toEqual([
    { bucket: "Team", allocation: 20, profile: "VC" },
    { bucket: "Drop", allocation: 80 },
  ]);
});
