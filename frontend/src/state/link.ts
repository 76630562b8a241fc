/** A design as a link: in the fragment, which a browser never sends to the server. */
import type { Draft } from "../api/client";

const NAME = "design=";

/** The address that brings this design back. */
export async function linkTo(design: Draft): Promise<string> {
  const { origin, pathname } = window.location;
  return `${origin}${pathname}#${NAME}${await packed(JSON.stringify(design))}`;
}

/** Whether an address has a design in it. */
export function isDesign(hash: string): boolean {
  return hash.startsWith(`#${NAME}`);
}

/** The design of an address; none if it has none. Throws when it cannot be read. */
export async function designOf(hash: string): Promise<Draft | undefined> {
  if (!isDesign(hash)) return undefined;
  try {
    return JSON.parse(await unpacked(hash.slice(1 + NAME.length))) as Draft;
  } catch {
    throw new Error("The link is incomplete: the design in it cannot be read. Ask for it again, or for the design as a file.");
  }
}

/** The job an address names. */
export function jobOf(search: string): string | undefined {
  return new URLSearchParams(search).get("job") ?? undefined;
}

export function linkToJob(id: string): string {
  const { origin, pathname } = window.location;
  return `${origin}${pathname}?job=${encodeURIComponent(id)}`;
}

async function packed(text: string): Promise<string> {
  const bytes = await piped(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

async function unpacked(code: string): Promise<string> {
  const bytes = Uint8Array.from(atob(code.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  return new TextDecoder().decode(await piped(bytes, new DecompressionStream("deflate-raw")));
}

async function piped(bytes: Uint8Array<ArrayBuffer>, through: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(through);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
