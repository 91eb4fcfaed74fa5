/** Errors in words that say what to do. */

import { announce } from "./announcing.js";
import { Refused } from "./api.js";
import { find, make } from "./dom.js";
import { has, say } from "./words.js";

/** What a person is told of an error, whatever it is. */
export function explain(error) {
  if (!(error instanceof Refused)) return say("error.page");
  const key = `error.${error.code}`;
  const sentence = has(key) ? say(key, { seconds: error.wait || 5 }) : error.message;
  const fields = Object.values(error.fields)
    .flat(3)
    .filter((text) => typeof text === "string");
  return [sentence, ...fields].join(" ");
}

/** Of a side that failed. */
export const explainSide = (end) =>
  has(`side.${end.code}`) ? say(`side.${end.code}`) : end.error || say("side.internal");

/** Shows an error over the page until it is closed, or the next one comes. */
export function refuse(error, { retry } = {}) {
  if (error?.name === "AbortError") return;
  if (!(error instanceof Refused)) console.error(error);
  const sentence = explain(error);
  const again = retry && make("button", { type: "button", onclick: () => (clear(), retry()) }, say("again"));
  const close = make("button", { type: "button", class: "quiet", "aria-label": say("close"), onclick: clear }, "×");
  find("#refusal").replaceChildren(make("p", {}, sentence), again ?? "", close);
  announce(sentence);
}

export const clear = () => find("#refusal").replaceChildren();

/** Runs what a person has asked for, and says why it cannot be had. */
export async function attempt(deed, options) {
  try {
    return await deed();
  } catch (error) {
    refuse(error, options);
    return null;
  }
}
