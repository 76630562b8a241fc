/** Drawing takes turns: what is waiting first is drawn at once, the rest as far as a frame has time. */

const BUDGET_MS = 8;

const waiting = new Set<() => void>();
let scheduled = false;

/** Draw when it is one's turn; the answer takes the drawing back. */
export function inTurn(work: () => void): () => void {
  waiting.add(work);
  if (!scheduled) {
    scheduled = true;
    queueMicrotask(next);
  }
  return () => waiting.delete(work);
}

function next(): void {
  const begin = performance.now();
  for (const work of waiting) {
    waiting.delete(work);
    work();
    if (performance.now() - begin > BUDGET_MS) break;
  }
  scheduled = waiting.size > 0;
  if (scheduled) requestAnimationFrame(next);
}

/** Draw all that is waiting now: paper does not wait for a frame. */
export function drawAll(): void {
  for (const work of waiting) work();
  waiting.clear();
}
