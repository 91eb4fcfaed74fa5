/** A model's page: who it is, where it stands on each board, and how it did against every other one. */

import "./page.js";
import { ask, askAll } from "./api.js";
import {
  OVERALL,
  RATING,
  RECORD,
  VOTES,
  intervalColumn,
  modelLink,
  nameOf,
  share,
  tellRanks,
} from "./board_columns.js";
import { intervals } from "./charts.js";
import { drawTrends, hasLine } from "./charts_trends.js";
import { find, make } from "./dom.js";
import { attempt } from "./refusing.js";
import { makeTable } from "./tables.js";
import { language, number, say } from "./words.js";

const { id } = find("#main").dataset;
const money = (value) => number(value, { style: "currency", currency: "USD", maximumFractionDigits: 4 });
const tellDay = (text) =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(text));

function showAbout(model) {
  const facts = {
    provider: model.provider,
    organization: model.organization,
    license: model.license,
    release_date: model.release_date && tellDay(model.release_date),
    context_window:
      model.context_window && say("tokens", { count: model.context_window, number: number(model.context_window) }),
    capabilities: model.capabilities.join(", "),
    input_price: model.input_price != null && say("per_million", { price: money(model.input_price) }),
    output_price: model.output_price != null && say("per_million", { price: money(model.output_price) }),
  };
  const known = Object.entries(facts).filter(([, value]) => value);
  find("#about").replaceChildren(
    ...known.flatMap(([key, value]) => [make("dt", {}, say(key)), make("dd", {}, make("bdi", {}, value))]),
  );
  find("#ask").hidden = !model.is_active || model.random_only;
}

/** The boards of all time that it is on, the one of everything first. */
async function showPlaces(overall) {
  const told = await ask("GET", "/leaderboard/categories/");
  const others = told.filter(({ category }) => category !== OVERALL);
  const boards = await Promise.all(others.map(({ category }) => askAll(`/leaderboard/${pathOf(category)}&limit=500`)));
  const named = [[OVERALL, overall], ...others.map(({ category }, index) => [category, boards[index]])];
  const places = named.flatMap(([category, rows]) =>
    findPlace(rows).map((row) => ({ ...row, category, of: rows.length })),
  );
  find("#unranked").hidden = places.length > 0;
  if (places.length) find("#places").replaceChildren(makePlaces(places));
}

const pathOf = (category) => `?${new URLSearchParams({ category })}`;
const findPlace = (rows) => rows.filter((row) => row.id === id);

function makePlaces(places) {
  const link = ({ category }) => make("a", { href: `/leaderboard${pathOf(category)}` }, nameOf(category));
  const ranks = (place) => say("model.rank_of", { ranks: tellRanks(place), count: place.of });
  const columns = [
    { title: say("board.category"), cell: link, isHead: true },
    { title: say("board.rank"), cell: ranks },
    RATING,
    intervalColumn(intervals(places)),
    VOTES,
    RECORD,
  ];
  return makeTable(columns, places);
}

async function showTrend() {
  const trends = findPlace(await ask("GET", "/leaderboard/trends/"));
  find("#trends").hidden = !hasLine(trends);
  if (hasLine(trends)) find("#trends .chart").replaceChildren(...drawTrends(trends));
}

async function showAgainst(overall) {
  const pairs = await askAll("/leaderboard/pairs/?limit=500");
  const models = new Map(overall.map((row) => [row.id, row]));
  const others = pairs.filter(({ a_id, b_id }) => [a_id, b_id].includes(id)).map((pair) => asSeen(pair, models));
  find("#against").hidden = !others.length;
  find("#against .wide").replaceChildren(makeOthers(others));
}

function makeOthers(others) {
  const won = { cell: ({ rate }) => share(rate), by: ({ rate }) => rate };
  const columns = [
    { title: say("model.other"), cell: modelLink, by: ({ model }) => model, isHead: true },
    { title: say("model.won"), ...won, isNumber: true, isFalling: true },
    VOTES,
    RECORD,
  ];
  return makeTable(columns, others, { sorted: VOTES });
}

/** A pair from this model's side; the name for people stands on the board. */
function asSeen({ a, b, a_id, b_id, ballots: votes, wins, losses, ties, rate }, models) {
  const [other, name] = a_id === id ? [b_id, b] : [a_id, a];
  const seen = { name, model: models.get(other)?.model ?? name, votes, ties };
  return a_id === id ? { ...seen, wins, losses, rate } : { ...seen, wins: losses, losses: wins, rate: 1 - rate };
}

async function show() {
  showAbout(await ask("GET", `/models/${id}/`));
  const overall = await askAll("/leaderboard/?limit=500");
  await Promise.all([showPlaces(overall), showTrend(), showAgainst(overall)]);
}

attempt(show, { retry: () => location.reload() }).finally(() => (find("#loading").hidden = true));
