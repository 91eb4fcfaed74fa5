/** The win matrix: how often the model of a row was preferred to that of a column, as numbers in coloured cells. */

import { share } from "./board_columns.js";
import { make } from "./dom.js";
import { number, say } from "./words.js";

const MOST = 25;
const STEPS = 9;

/** `rows` of the board in their order; of many models the best, until all are asked for. */
export function makeMatrix(pairs, rows) {
  const met = new Set(pairs.flatMap(({ a_id, b_id }) => [a_id, b_id]));
  const models = rows.filter(({ id }) => met.has(id));
  const rates = readRates(pairs);
  const table = make("table", { class: "matrix" });
  fill(table, models.slice(0, MOST), rates);
  return models.length > MOST ? [table, makeSwitch(table, models, rates)] : [table];
}

/** Each pair stands in both places. */
function readRates(pairs) {
  const rates = new Map();
  for (const { a_id, b_id, rate, ballots } of pairs) {
    rates.set(a_id + b_id, { rate, ballots });
    rates.set(b_id + a_id, { rate: 1 - rate, ballots });
  }
  return rates;
}

function makeSwitch(table, models, rates) {
  const toggle = () => {
    const isWhole = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", isWhole);
    fill(table, isWhole ? models : models.slice(0, MOST), rates);
  };
  const label = say("board.all_pairs", { count: models.length });
  const button = make("button", { type: "button", class: "quiet", "aria-pressed": "false", onclick: toggle }, label);
  return button;
}

function fill(table, models, rates) {
  const head = make("tr", {}, make("td"), models.map(makeTitle));
  const rows = models.map((row, index) =>
    make(
      "tr",
      {},
      makeHead(row, index),
      models.map((column) => makeCell(rates.get(row.id + column.id), row === column)),
    ),
  );
  table.replaceChildren(make("thead", {}, head), make("tbody", {}, rows));
}

/** Names are too long to stand over narrow columns: they are numbered as the rows are. */
const makeTitle = ({ model }, index) =>
  make(
    "th",
    { scope: "col", title: model },
    make("span", { class: "unseen" }, model),
    make("span", { "aria-hidden": "true" }, number(index + 1)),
  );

const makeHead = ({ model }, index) => make("th", { scope: "row" }, `${number(index + 1)}. `, make("bdi", {}, model));

function makeCell(known, isSelf) {
  if (isSelf) return make("td", { class: "self" });
  if (!known) return make("td", {}, "·");
  const { rate, ballots } = known;
  const votes = say("board.ballots", { count: ballots, number: number(ballots) });
  const kind = `heat heat-${Math.round(rate * (STEPS - 1))}`;
  return make("td", { class: kind, title: votes }, share(rate), make("span", { class: "unseen" }, ` ${votes}`));
}
