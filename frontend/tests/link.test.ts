import { describe, expect, it } from "vitest";
import { designOf, jobOf, linkTo, linkToJob } from "../src/state/link";

describe("a design as a link", () => {
  it.each([{}, { token: { name: "Ünïcode 🪙 <img>", total_supply: 1e18 }, buckets: [{ bucket: '=HYPERLINK("x")' }] }])("comes back as it was: %j", async (design) => {
    const address = new URL(await linkTo(design));
    expect(await designOf(address.hash)).toEqual(design);
  });

  it("stands in the fragment, which is never sent", async () => {
    const address = new URL(await linkTo({ token: { name: "Secret" } }));
    expect([address.search, address.pathname]).toEqual(["", window.location.pathname]);
  });

  it("has signs that need no escape alone", async () => {
    const { hash } = new URL(await linkTo({ names: Array.from({ length: 200 }, (_, index) => `bucket ${index * 7919}`) }));
    expect(hash).toMatch(/^#design=[\w-]+$/);
  });

  it("that is cut off is said to be", async () => {
    const { hash } = new URL(await linkTo({ token: { name: "Arbitrum" } }));
    await expect(designOf(hash.slice(0, -4))).rejects.toThrow("The link is incomplete");
  });

  it.each(["", "#results"])("is in no other fragment: %j", async (hash) => {
    expect(await designOf(hash)).toBeUndefined();
  });
});

it("a job of any name comes back out of its link", () => {
  expect(jobOf(new URL(linkToJob("abm_a&b c")).search)).toBe("abm_a&b c");
});
