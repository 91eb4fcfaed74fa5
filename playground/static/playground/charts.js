/** Numbers as SVG: an interval on a line, and lines over time. What they show stands beside them as text too. */

import { draw, make } from "./dom.js";
import { number, say } from "./words.js";

const WIDTH = 160;
const HEIGHT = 20;

/** Where numbers of a range lie on so many pixels. */
export function scale(low, high, from, to) {
  const span = high - low || 1;
  return (value) => from + ((value - low) / span) * (to - from);
}

/** The interval of each row on one scale. */
export function intervals(rows) {
  const place = scale(
    Math.min(...rows.map(({ lower }) => lower)),
    Math.max(...rows.map(({ upper }) => upper)),
    6,
    WIDTH - 6,
  );
  return ({ lower, upper, rating }) => {
    const [from, to, middle] = [lower, upper, rating].map(place);
    return draw(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "interval", "aria-hidden": "true" },
      draw("line", { x1: 0, x2: WIDTH, y1: HEIGHT / 2, y2: HEIGHT / 2, class: "axis" }),
      draw("line", { x1: from, x2: to, y1: HEIGHT / 2, y2: HEIGHT / 2, class: "range" }),
      draw("circle", { cx: middle, cy: HEIGHT / 2, r: 4, class: "middle" }),
    );
  };
}

const CHART = { width: 720, height: 300, left: 48, right: 12, top: 10, bottom: 28 };
const LINES = 8;
// Lines are told apart by their dashes too, not by colour alone.
const DASHES = ["", "7 3", "2 3", "9 3 2 3"];

export const hasLine = (trends) => trends.some(({ points }) => points.length > 1);

/** Ratings over time: `trends` as the API tells them, best first. */
export function drawTrends(trends) {
  const shown = trends.slice(0, LINES);
  const points = shown.flatMap((trend) => trend.points);
  const times = points.map(({ at }) => Date.parse(at));
  const x = scale(Math.min(...times), Math.max(...times), CHART.left, CHART.width - CHART.right);
  const [low, high] = [Math.min(...points.map(({ lower }) => lower)), Math.max(...points.map(({ upper }) => upper))];
  const y = scale(low, high, CHART.height - CHART.bottom, CHART.top);
  const chart = draw(
    "svg",
    {
      viewBox: `0 0 ${CHART.width} ${CHART.height}`,
      class: "trends",
      role: "img",
      "aria-label": say("board.trends_of", { names: shown.map(({ model }) => model).join(", ") }),
    },
    drawScale(low, high, y),
    drawDays(times, x),
    shown.map(({ points: own }, index) => drawLine(own, index, { x, y })),
  );
  return [chart, makeLegend(shown)];
}

function drawScale(low, high, y) {
  return ticks(low, high).flatMap((value) => [
    draw("line", { x1: CHART.left, x2: CHART.width - CHART.right, y1: y(value), y2: y(value), class: "axis" }),
    draw("text", { x: CHART.left - 6, y: y(value) + 4, class: "at-end" }, number(value)),
  ]);
}

function drawDays(times, x) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "short" });
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const label = (time, side) => draw("text", { x: x(time), y: CHART.height - 8, class: side }, format.format(time));
  return first === last ? [label(first, "at-start")] : [label(first, "at-start"), label(last, "at-end")];
}

function drawLine(points, index, { x, y }) {
  const at = points.map((point) => [x(Date.parse(point.at)), y(point.rating)]);
  const kind = `line line-${index + 1}`;
  const path = draw("polyline", {
    points: at.map((pair) => pair.map((value) => value.toFixed(1)).join(",")).join(" "),
    class: kind,
    "stroke-dasharray": DASHES[index % DASHES.length],
  });
  return [path, ...at.map(([cx, cy]) => draw("circle", { cx, cy, r: 2.5, class: kind }))];
}

/** Round numbers between two. */
function ticks(low, high) {
  const step = [10, 20, 25, 50, 100, 200, 250, 500, 1000].find((size) => (high - low) / size <= 6) ?? 2000;
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((high - first) / step) + 1) }, (_, index) => first + index * step);
}

function makeLegend(trends) {
  const item = ({ model, points }, index) => {
    const [first, last] = [points[0], points.at(-1)];
    const line = draw(
      "svg",
      { viewBox: "0 0 30 8", class: "sample", "aria-hidden": "true" },
      draw("line", {
        x1: 0,
        x2: 30,
        y1: 4,
        y2: 4,
        class: `line line-${index + 1}`,
        "stroke-dasharray": DASHES[index % DASHES.length],
      }),
    );
    return make(
      "li",
      {},
      line,
      make("bdi", {}, model),
      ` ${number(Math.round(first.rating))} → ${number(Math.round(last.rating))}`,
    );
  };
  return make("ul", { class: "legend" }, trends.map(item));
}
