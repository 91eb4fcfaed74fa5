/** The leaderboard page: one board at a time, chosen by category and period, which the address keeps. */

import "./page.js";
import { ask, askAll } from "./api.js";
import { drawTrends, hasLine, intervals } from "./charts.js";
import { find, make } from "./dom.js";
import { makeMatrix } from "./heat.js";
import { attempt, clear } from "./refusing.js";
import { makeTable } from "./tables.js";
import { has, number, say } from "./words.js";

const form = find("#filters");
const root = document.documentElement.dataset.api;
const whole = (value) => number(Math.round(value));

export const modelLink = ({ name, model }) =>
  make("a", { href: `/model/${name.split("/").map(encodeURIComponent).join("/")}` }, make("bdi", {}, model));

async function fillCategories() {
  const categories = await ask("GET", "/leaderboard/categories/");
  if (!categories.some(({ category }) => category === "overall"))
    categories.unshift({ category: "overall", meaning: "" });
  const chosen = new URLSearchParams(location.search);
  form.category.replaceChildren(
    ...categories.map(({ category, ballots }) =>
      make("option", { value: category }, ballots ? `${nameOf(category)} (${number(ballots)})` : nameOf(category)),
    ),
  );
  form.category.value = chosen.get("category") ?? "overall";
  form.period.value = chosen.get("period") ?? "all_time";
}

const nameOf = (category) =>
  has(`category.${category}`) ? say(`category.${category}`) : category.replaceAll("_", " ");

async function show() {
  const query = `?${new URLSearchParams(new FormData(form))}`;
  clear();
  const [rows, pairs, trends, snapshots] = await Promise.all([
    askAll(`/leaderboard/${query}&limit=500`),
    askAll(`/leaderboard/pairs/${query}&limit=500`),
    ask("GET", `/leaderboard/trends/${query}`),
    ask("GET", "/leaderboard/snapshots/?limit=200"),
  ]);
  find("#loading").hidden = true;
  find("#empty").hidden = rows.length > 0;
  find("#boards").hidden = rows.length === 0;
  if (!rows.length) return;
  fill("#standings", [makeStandings(rows)], `/leaderboard/${query}`);
  fill("#pairs", makeMatrix(pairs, rows), `/leaderboard/pairs/${query}`);
  showTrends(trends, `/leaderboard/trends/${query}`);
  showFacts(snapshots.find(({ category, period }) => category === form.category.value && period === form.period.value));
}

/** One day is no line. */
function showTrends(trends, data) {
  const hasLines = hasLine(trends);
  find("#trends").hidden = !hasLines;
  if (hasLines) fill("#trends", drawTrends(trends), data);
}

function fill(section, content, data) {
  find(`${section} :is(.wide, .chart)`).replaceChildren(...content);
  find(`${section} .data`).replaceChildren(make("a", { href: root + data }, say("data")));
}

function makeStandings(rows) {
  const interval = intervals(rows);
  const rank = {
    title: say("board.rank"),
    cell: ({ rank: best, rank_worst: worst }) => (best === worst ? String(best) : `${best}–${worst}`),
    by: (row) => row.rank,
  };
  const columns = [
    rank,
    { title: say("model"), cell: (row) => [modelLink(row), ...notesOf(row)], by: (row) => row.model, isHead: true },
    {
      title: say("board.rating"),
      cell: (row) => `${whole(row.rating)} ± ${whole(row.ci)}`,
      by: (row) => -row.rating,
      isNumber: true,
    },
    {
      title: say("board.interval"),
      cell: (row) => [interval(row), make("span", { class: "unseen" }, `${whole(row.lower)}–${whole(row.upper)}`)],
    },
    {
      title: say("board.change"),
      cell: (row) => tellChange(row.rating_change),
      by: (row) => -row.rating_change,
      isNumber: true,
    },
    { title: say("board.votes"), cell: (row) => number(row.votes), by: (row) => -row.votes, isNumber: true },
    {
      title: say("board.record"),
      cell: (row) => `${number(row.wins)} – ${number(row.losses)} – ${number(row.ties)}`,
      isNumber: true,
    },
    { title: say("organization"), cell: (row) => row.organization || "", by: (row) => row.organization },
    { title: say("license"), cell: (row) => row.license || "", by: (row) => row.license },
  ];
  return makeTable(columns, rows, { sorted: rank });
}

const notesOf = ({ status, is_active }) => [
  status === "provisional" ? make("span", { class: "hint" }, ` ${say("board.provisional")}`) : "",
  is_active ? "" : make("span", { class: "hint" }, ` ${say("board.retired")}`),
];

function tellChange(change) {
  return Math.round(change) ? number(Math.round(change), { signDisplay: "always" }) : "0";
}

function showFacts(snapshot) {
  if (!snapshot) return;
  const excluded = Object.entries(snapshot.excluded).map(([reason, count]) => ({
    name: reason.replaceAll("_", " "),
    count,
  }));
  const rows = [{ name: say("board.counted"), count: snapshot.ballots }, ...excluded];
  const columns = [
    { title: say("board.ballots_by"), cell: ({ name }) => name, isHead: true },
    { title: say("board.number"), cell: ({ count }) => number(count), isNumber: true },
  ];
  fill("#facts", [makeTable(columns, rows)], `/leaderboard/snapshots/${snapshot.id}/`);
}

form.addEventListener("change", () => {
  history.replaceState(null, "", `?${new URLSearchParams(new FormData(form))}`);
  attempt(show, { retry: show });
});
form.addEventListener("submit", (event) => event.preventDefault());
attempt(() => fillCategories().then(show), { retry: () => location.reload() });
