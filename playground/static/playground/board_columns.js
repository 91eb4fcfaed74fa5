/** What a board says of a model, column by column, and in which words: the same on every page. */

import { make } from "./dom.js";
import { has, language, number, say } from "./words.js";

export const OVERALL = "overall";
export const whole = (value) => number(Math.round(value));
export const share = (rate) => number(rate, { style: "percent", maximumFractionDigits: 0 });

const LANGUAGE = "language-";

/** Categories are the API's; those of languages are called as the browser calls these. */
export function nameOf(category) {
  if (has(`category.${category}`)) return say(`category.${category}`);
  if (!category.startsWith(LANGUAGE)) return category.replaceAll("_", " ");
  return new Intl.DisplayNames(language, { type: "language" }).of(category.slice(LANGUAGE.length));
}

export const modelLink = ({ name, model }) =>
  make("a", { href: `/model/${name.split("/").map(encodeURIComponent).join("/")}` }, make("bdi", {}, model));

export const tellRanks = ({ rank, rank_worst: worst }) =>
  rank === worst ? number(rank) : `${number(rank)}–${number(worst)}`;

/** To be sorted from the largest. */
const falling = (title, cell, by) => ({ title, cell, by, isNumber: true, isFalling: true });

export const RATING = falling(
  say("board.rating"),
  ({ rating, ci }) => `${whole(rating)} ± ${whole(ci)}`,
  ({ rating }) => rating,
);

export const VOTES = falling(
  say("board.votes"),
  ({ votes }) => number(votes),
  ({ votes }) => votes,
);

export const RECORD = {
  title: say("board.record"),
  cell: ({ wins, losses, ties }) => [wins, losses, ties].map((count) => number(count)).join(" – "),
  isNumber: true,
};

export const CHANGE = falling(
  say("board.change"),
  ({ rating_change: change }) => (Math.round(change) ? number(Math.round(change), { signDisplay: "always" }) : "0"),
  ({ rating_change: change }) => change,
);

/** `draw` makes the picture; the bounds stand beside it for those who do not see it. */
export const intervalColumn = (draw) => ({
  title: say("board.interval"),
  cell: (row) => [draw(row), make("span", { class: "unseen" }, `${whole(row.lower)}–${whole(row.upper)}`)],
});
