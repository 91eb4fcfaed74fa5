/** The leaderboard page: one board at a time, chosen by category and period, which the address keeps. */

import "./page.js";
import { announce } from "./announcing.js";
import { ask, askAll } from "./api.js";
import {
  CHANGE,
  OVERALL,
  RATING,
  RECORD,
  VOTES,
  intervalColumn,
  modelLink,
  nameOf,
  tellRanks,
} from "./board_columns.js";
import { makeFacts } from "./board_facts.js";
import { intervals } from "./charts.js";
import { drawTrends, hasLine } from "./charts_trends.js";
import { find, make } from "./dom.js";
import { makeMatrix } from "./heat.js";
import { attempt, clear } from "./refusing.js";
import { makeTable } from "./tables.js";
import { language, number, say } from "./words.js";

const form = find("#filters");
// The API says what a category means in no other language.
const ENGLISH = "en";
const root = document.documentElement.dataset.api;

const chosen = () => `?${new URLSearchParams(new FormData(form))}`;

/** Nothing of a board is shown any more once another one has been chosen. */
async function onlyIf(query, answer) {
  const told = await answer;
  if (query !== chosen()) throw new DOMException("another board was chosen", "AbortError");
  return told;
}

// What is asked for.

async function fillCategories() {
  const told = await ask("GET", "/leaderboard/categories/");
  const overall = told.find(isOverall) ?? { category: OVERALL, meaning: "" };
  form.category.replaceChildren(...[overall, ...told.filter((row) => !isOverall(row))].map(makeOption));
}

const isOverall = ({ category }) => category === OVERALL;

function makeOption({ category, meaning, ballots }) {
  const label = ballots ? `${nameOf(category)} (${number(ballots)})` : nameOf(category);
  return make("option", { value: category, "data-meaning": meaning }, label);
}

/** What the address asks for, if there is such a thing. */
function choose() {
  const asked = new URLSearchParams(location.search);
  for (const select of [form.category, form.period]) {
    const options = [...select.options].map(({ value }) => value);
    select.value = options.includes(asked.get(select.name)) ? asked.get(select.name) : options[0];
  }
}

// What is shown.

async function load() {
  clear();
  find("#loading").hidden = false;
  const query = chosen();
  const rows = await attempt(() => show(query), { retry: load });
  if (query === chosen()) find("#loading").hidden = true;
  return rows;
}

/** The standings first; what follows takes longer. */
async function show(query) {
  find("#meaning").textContent = form.category.selectedOptions[0].dataset.meaning;
  find("#meaning").hidden = language !== ENGLISH;
  const rows = await onlyIf(query, askAll(`/leaderboard/${query}&limit=500`));
  find("#empty").hidden = rows.length > 0;
  find("#whole").hidden = isWhole();
  find("#boards").hidden = rows.length === 0;
  if (rows.length) fill("#standings", [makeStandings(rows)], `/leaderboard/${query}`);
  await Promise.all([showFacts(query), ...(rows.length ? [showTrends(query), showPairs(query, rows)] : [])]);
  return rows;
}

const isWhole = () => form.category.value === OVERALL && form.period.value === form.period.options[0].value;

function fill(section, content, path) {
  find(`${section} :is(.wide, .chart)`).replaceChildren(...content);
  find(`${section} .data`).replaceChildren(make("a", { href: root + path }, say("data")));
}

function makeStandings(rows) {
  const rank = { title: say("board.rank"), cell: tellRanks, by: (row) => row.rank };
  const columns = [
    rank,
    { title: say("model"), cell: (row) => [modelLink(row), ...notesOf(row)], by: (row) => row.model, isHead: true },
    RATING,
    intervalColumn(intervals(rows)),
    CHANGE,
    VOTES,
    RECORD,
    { title: say("organization"), cell: nameOrganization, by: (row) => row.organization },
    { title: say("license"), cell: (row) => make("bdi", {}, row.license), by: (row) => row.license },
  ];
  return makeTable(columns, rows, { sorted: rank });
}

const nameOrganization = ({ organization }) => make("bdi", {}, organization);

const notesOf = ({ status, is_active }) => [
  status === "provisional" ? make("span", { class: "hint" }, ` ${say("board.provisional")}`) : "",
  is_active ? "" : make("span", { class: "hint" }, ` ${say("board.retired")}`),
];

async function showTrends(query) {
  const path = `/leaderboard/trends/${query}`;
  const trends = await onlyIf(query, ask("GET", path));
  find("#trends").hidden = !hasLine(trends);
  if (hasLine(trends)) fill("#trends", drawTrends(trends), path);
}

async function showPairs(query, rows) {
  const path = `/leaderboard/pairs/${query}`;
  const pairs = await onlyIf(query, askAll(`${path}&limit=500`));
  find("#pairs").hidden = pairs.length === 0;
  fill("#pairs", makeMatrix(pairs, rows), path);
}

async function showFacts(query) {
  const [newest] = await onlyIf(query, ask("GET", `/leaderboard/snapshots/${query}&limit=1`));
  find("#facts").hidden = !newest;
  if (!newest) return;
  const path = `/leaderboard/snapshots/${newest.id}/`;
  fill("#facts", makeFacts(await onlyIf(query, ask("GET", path))), path);
}

form.addEventListener("change", async () => {
  history.replaceState(null, "", chosen());
  const rows = await load();
  if (rows) announce(rows.length ? say("board.shown", { count: rows.length }) : say("board.empty"));
});
form.addEventListener("submit", (event) => event.preventDefault());
attempt(() => fillCategories().then(choose).then(load), { retry: () => location.reload() });
