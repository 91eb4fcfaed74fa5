/** Pictures of numbers as SVG: where they lie on a scale, and how far an interval reaches. */

import { draw } from "./dom.js";

const WIDTH = 160;
const HEIGHT = 20;
const EDGE = 6;

/** Where numbers of a range lie on so many pixels. */
export function scale([low, high], from, to) {
  const span = high - low || 1;
  return (value) => from + ((value - low) / span) * (to - from);
}

export const spread = (numbers) => [Math.min(...numbers), Math.max(...numbers)];

/** Draws the interval of a row on the one scale of all rows. */
export function intervals(rows) {
  const place = scale(spread(rows.flatMap(({ lower, upper }) => [lower, upper])), EDGE, WIDTH - EDGE);
  return ({ lower, upper, rating }) =>
    draw(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "interval", "aria-hidden": "true" },
      drawAcross(0, WIDTH, "axis"),
      drawAcross(place(lower), place(upper), "range"),
      draw("circle", { cx: place(rating), cy: HEIGHT / 2, r: 4, class: "middle" }),
    );
}

const drawAcross = (x1, x2, kind) => draw("line", { x1, x2, y1: HEIGHT / 2, y2: HEIGHT / 2, class: kind });
