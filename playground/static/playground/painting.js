/**
 * When things are drawn: once a frame, and never for long. What took long to draw waits the longer for its next turn,
 * so that eight columns, or one of 256 KiB, leave the page free for whoever reads it.
 */

const FRAME = 7;
const REST = 5;

const waiting = new Set();
export const isAtBottom = () => innerHeight + scrollY >= document.documentElement.scrollHeight - 40;
let asked = 0;

export const goToBottom = () => scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });

/** Draws `view` soon: it has `draw()`, and may have `rested`, until when it rests. */
export function paint(view) {
  waiting.add(view);
  asked ||= requestAnimationFrame(drawFrame);
}

/** At once, for what must not be seen half done. */
export function paintNow(view) {
  waiting.delete(view);
  view.draw();
}

function drawFrame(now) {
  asked = 0;
  const follows = isAtBottom();
  const began = performance.now();
  for (const view of waiting) {
    if ((view.rested ?? 0) > now) continue;
    waiting.delete(view);
    drawOne(view);
    if (performance.now() - began > FRAME) break;
  }
  if (follows) goToBottom();
  if (waiting.size) asked = requestAnimationFrame(drawFrame);
}

function drawOne(view) {
  const began = performance.now();
  view.draw();
  const ended = performance.now();
  view.rested = ended + REST * (ended - began);
}
