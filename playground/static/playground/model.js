/** A model's page: who it is, where it stands on each board, and how it did against every other one. */

import "./page.js";
import { ask, askAll } from "./api.js";
import { drawTrends, hasLine } from "./charts.js";
import { find, make } from "./dom.js";
import { attempt } from "./refusing.js";
import { makeTable } from "./tables.js";
import { number, say } from "./words.js";

const { model: name, id } = find("#main").dataset;
const money = (value) => number(value, { style: "currency", currency: "USD", maximumFractionDigits: 4 });
const whole = (value) => number(Math.round(value));

function showAbout(model) {
  const facts = {
    provider: model.provider,
    organization: model.organization,
    license: model.license,
    release_date: model.release_date,
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

async function showPlaces() {
  const categories = await ask("GET", "/leaderboard/categories/");
  const boards = await Promise.all(
    categories.map(({ category }) => askAll(`/leaderboard/?category=${encodeURIComponent(category)}&limit=500`)),
  );
  const places = boards.flatMap((rows, index) =>
    rows
      .filter((row) => row.id === id)
      .map((row) => ({ ...row, category: categories[index].category, of: rows.length })),
  );
  find("#unranked").hidden = places.length > 0;
  if (!places.length) return;
  const columns = [
    {
      title: say("board.category"),
      cell: ({ category }) =>
        make("a", { href: `/leaderboard?category=${encodeURIComponent(category)}` }, category.replaceAll("_", " ")),
      isHead: true,
    },
    {
      title: say("board.rank"),
      cell: ({ rank, rank_worst, of }) =>
        say("model.rank_of", { ranks: rank === rank_worst ? rank : `${rank}–${rank_worst}`, count: of }),
    },
    { title: say("board.rating"), cell: ({ rating, ci }) => `${whole(rating)} ± ${whole(ci)}`, isNumber: true },
    { title: say("board.votes"), cell: ({ votes }) => number(votes), isNumber: true },
    {
      title: say("board.record"),
      cell: ({ wins, losses, ties }) => `${number(wins)} – ${number(losses)} – ${number(ties)}`,
      isNumber: true,
    },
  ];
  find("#places").replaceChildren(makeTable(columns, places));
}

async function showTrend() {
  const trends = (await ask("GET", "/leaderboard/trends/")).filter((trend) => trend.id === id);
  find("#trends").hidden = !hasLine(trends);
  if (hasLine(trends)) find("#trends .chart").replaceChildren(...drawTrends(trends));
}

async function showAgainst() {
  const pairs = (await askAll("/leaderboard/pairs/?limit=500"))
    .filter(({ a_id, b_id }) => a_id === id || b_id === id)
    .map(asSeen);
  find("#against").hidden = !pairs.length;
  const columns = [
    {
      title: say("model.other"),
      cell: ({ other }) => make("a", { href: `/model/${other}` }, make("bdi", {}, other)),
      by: ({ other }) => other,
      isHead: true,
    },
    {
      title: say("model.won"),
      cell: ({ rate }) => number(rate, { style: "percent", maximumFractionDigits: 0 }),
      by: ({ rate }) => -rate,
      isNumber: true,
    },
    {
      title: say("board.votes"),
      cell: ({ ballots }) => number(ballots),
      by: ({ ballots }) => -ballots,
      isNumber: true,
    },
    {
      title: say("board.record"),
      cell: ({ wins, losses, ties }) => `${number(wins)} – ${number(losses)} – ${number(ties)}`,
      isNumber: true,
    },
  ];
  find("#against .wide").replaceChildren(makeTable(columns, pairs, { sorted: columns[2] }));
}

/** A pair from this model's side. */
function asSeen({ a, b, a_id, ballots, wins, losses, ties, rate }) {
  if (a_id === id) return { other: b, ballots, wins, losses, ties, rate };
  return { other: a, ballots, wins: losses, losses: wins, ties, rate: 1 - rate };
}

attempt(
  async () => {
    showAbout(await ask("GET", `/models/${id}/`));
    await Promise.all([showPlaces(), showTrend(), showAgainst()]);
    find("#loading").hidden = true;
  },
  { retry: () => location.reload() },
);
