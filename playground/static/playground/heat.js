/** The win matrix: how often the model of a row was preferred to that of a column, as numbers in coloured cells. */

import { make } from "./dom.js";
import { number, say } from "./words.js";

const MOST = 25;
const STEPS = 9;

/** `names` in the order of the board; of many models the best, until all are asked for. */
export function makeMatrix(pairs, names, { isWhole = false } = {}) {
  const met = new Set(pairs.flatMap(({ a, b }) => [a, b]));
  const all = names.filter(({ name }) => met.has(name));
  const shown = isWhole ? all : all.slice(0, MOST);
  const rates = readRates(pairs);
  const head = make(
    "tr",
    {},
    make("td"),
    shown.map(({ model }, index) =>
      make(
        "th",
        { scope: "col", title: model },
        make("span", { class: "unseen" }, model),
        make("span", { "aria-hidden": "true" }, String(index + 1)),
      ),
    ),
  );
  const rows = shown.map((row, index) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, `${index + 1}. `, make("bdi", {}, row.model)),
      shown.map((column) => makeCell(rates.get(`${row.name} ${column.name}`), row === column)),
    ),
  );
  const table = make("table", { class: "matrix" }, make("thead", {}, head), make("tbody", {}, rows));
  if (shown.length === all.length) return [table];
  const more = make(
    "button",
    {
      type: "button",
      class: "quiet",
      onclick: () => table.parentElement.replaceChildren(...makeMatrix(pairs, names, { isWhole: true })),
    },
    say("board.all_pairs", { count: all.length }),
  );
  return [table, more];
}

/** Each pair stands in both places. */
function readRates(pairs) {
  const rates = new Map();
  for (const { a, b, rate, ballots } of pairs) {
    rates.set(`${a} ${b}`, { rate, ballots });
    rates.set(`${b} ${a}`, { rate: 1 - rate, ballots });
  }
  return rates;
}

function makeCell(known, isSelf) {
  if (!known) return make("td", { class: isSelf ? "self" : null }, isSelf ? "" : "·");
  const { rate, ballots } = known;
  const share = number(rate, { style: "percent", maximumFractionDigits: 0 });
  return make(
    "td",
    {
      class: `heat heat-${Math.round(rate * (STEPS - 1))}`,
      title: say("board.ballots", { count: ballots, number: number(ballots) }),
    },
    share,
  );
}
