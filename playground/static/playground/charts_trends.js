/** Ratings over time: a line for each model, named in a legend, and the same numbers as a table. */

import { whole } from "./board_columns.js";
import { scale, spread } from "./charts.js";
import { draw, make } from "./dom.js";
import { makeTable } from "./tables.js";
import { language, number, say } from "./words.js";

const CHART = { width: 720, height: 300, left: 64, right: 12, top: 10, bottom: 28 };
const LINES = 8;
// Lines are told apart by their dashes too, not by colour alone.
const DASHES = ["", "7 3", "2 3", "9 3 2 3"];
const STEPS = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000];
const MOST_TICKS = 6;

const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" });
const tellDay = (at) => day.format(new Date(at));

/** One day is no line. */
export const hasLine = (trends) => trends.some(({ points }) => points.length > 1);

/** `trends` as the API tells them, the best first: as many as can be told apart are drawn, all are in the table. */
export function drawTrends(trends) {
  const shown = trends.slice(0, LINES);
  return [drawChart(shown), makeLegend(shown), makeFold(trends)];
}

function drawChart(trends) {
  const points = trends.flatMap((trend) => trend.points);
  const times = spread(points.map(({ at }) => Date.parse(at)));
  const range = spread(points.flatMap(({ rating, lower, upper }) => (trends.length === 1 ? [lower, upper] : [rating])));
  const x = scale(times, CHART.left, CHART.width - CHART.right);
  const y = scale(range, CHART.height - CHART.bottom, CHART.top);
  return draw(
    "svg",
    {
      viewBox: `0 0 ${CHART.width} ${CHART.height}`,
      class: "trends",
      role: "img",
      "aria-label": say("board.trends_of", { names: trends.map(({ model }) => model).join(", ") }),
    },
    drawScale(range, y),
    drawDays(times, x),
    trends.length === 1 ? drawBand(points, { x, y }) : null,
    trends.flatMap(({ points: own }, index) => drawLine(own, index, { x, y })),
  );
}

function drawScale(range, y) {
  return ticks(range).flatMap((value) => [
    draw("line", { x1: CHART.left, x2: CHART.width - CHART.right, y1: y(value), y2: y(value), class: "axis" }),
    draw("text", { x: CHART.left - 6, y: y(value) + 4, class: "at-end" }, number(value)),
  ]);
}

const drawDays = (times, x) =>
  times.map((time, index) =>
    draw("text", { x: x(time), y: CHART.height - 8, class: index ? "at-end" : null }, tellDay(time)),
  );

/** The interval of a model that is alone: of several, nothing could be told apart. */
function drawBand(points, { x, y }) {
  const edge = (bound) => points.map((point) => [x(Date.parse(point.at)), y(point[bound])]);
  return draw("polygon", { points: join([...edge("upper"), ...edge("lower").reverse()]), class: "band" });
}

function drawLine(points, index, { x, y }) {
  const at = points.map((point) => [x(Date.parse(point.at)), y(point.rating)]);
  const dots = at.map(([cx, cy]) => draw("circle", { cx, cy, r: 2.5, class: styleOf(index).class }));
  return [draw("polyline", { points: join(at), ...styleOf(index) }), ...dots];
}

const join = (places) => places.map((place) => place.map((value) => value.toFixed(1)).join(",")).join(" ");

const styleOf = (index) => ({
  class: `line line-${index + 1}`,
  "stroke-dasharray": DASHES[index % DASHES.length] || null,
});

/** Round numbers between two. */
function ticks([low, high]) {
  const step = STEPS.find((size) => (high - low) / size <= MOST_TICKS) ?? 2000;
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((high - first) / step) + 1) }, (_, index) => first + index * step);
}

const makeLegend = (trends) => make("ul", { class: "legend" }, trends.map(makeItem));

function makeItem({ model, points }, index) {
  const line = draw("line", { x1: 0, x2: 30, y1: 4, y2: 4, ...styleOf(index) });
  const sample = draw("svg", { viewBox: "0 0 30 8", class: "sample", "aria-hidden": "true" }, line);
  const change = `${whole(points[0].rating)} → ${whole(points.at(-1).rating)}`;
  return make("li", {}, sample, make("bdi", {}, model), " ", make("bdi", {}, change));
}

/** Made once it is opened: it can be as large as all the rest of the page. */
function makeFold(trends) {
  const wide = make("div", { class: "wide", tabindex: 0, role: "group", "aria-label": say("board.trends") });
  const fill = () => wide.firstChild ?? wide.append(listTrends(trends));
  return make("details", { ontoggle: fill }, make("summary", {}, say("board.as_table")), wide);
}

function listTrends(trends) {
  const moments = [...new Set(trends.flatMap(({ points }) => points.map(({ at }) => at)))].sort();
  const rows = trends.map(({ model, points }) => ({ model, at: new Map(points.map((point) => [point.at, point])) }));
  const days = moments.map((moment) => ({
    title: tellDay(moment),
    cell: ({ at }) => (at.has(moment) ? whole(at.get(moment).rating) : ""),
    isNumber: true,
  }));
  return makeTable([{ title: say("model"), cell: ({ model }) => make("bdi", {}, model), isHead: true }, ...days], rows);
}
