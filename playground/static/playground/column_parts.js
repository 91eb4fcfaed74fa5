/** What a column is made of. */

import { make } from "./dom.js";
import { say } from "./words.js";

export function makeColumn(title, acts) {
  const id = `side-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const parts = {
    name: make("h3", { id, dir: "auto" }, title),
    state: make("span", { class: "state" }),
    thoughts: make("div", { class: "thoughts", dir: "auto" }),
    text: make("div", { class: "text" }),
    calls: make("div", { class: "calls" }),
    failure: make("p", { class: "failure", hidden: true }),
    figures: make("p", { class: "figures" }),
    place: make("span", { class: "place" }),
    buttons: makeButtons(id, acts),
  };
  parts.reasoning = make(
    "details",
    { class: "reasoning", hidden: true },
    make("summary", {}, say("reasoning")),
    parts.thoughts,
  );
  const { older, newer, like, dislike, copy, again, stop } = parts.buttons;
  parts.element = make(
    "article",
    { class: "column", "aria-labelledby": id },
    make("header", {}, parts.name, parts.state),
    parts.reasoning,
    parts.text,
    parts.calls,
    parts.failure,
    make(
      "footer",
      {},
      parts.figures,
      make("span", { class: "acts" }, older, parts.place, newer, like, dislike, copy, again, stop),
    ),
  );
  return parts;
}

/** Each is described by whose column it stands in: eight of them say "Stop". */
function makeButtons(id, { turn, copy, mark, regenerate, stop }) {
  const button = (name, label, onclick, more = {}) =>
    make(
      "button",
      { type: "button", class: "quiet", "data-act": name, "aria-describedby": id, onclick, ...more },
      label,
    );
  const copying = button("copy", say("copy"), null, { "data-copy": "text" });
  copying.textToCopy = copy;
  return {
    older: button("older", "‹", () => turn(-1), { "aria-label": say("older") }),
    newer: button("newer", "›", () => turn(1), { "aria-label": say("newer") }),
    like: button("like", say("like"), () => mark("like")),
    dislike: button("dislike", say("dislike"), () => mark("dislike")),
    copy: copying,
    again: button("again", say("regenerate"), regenerate, { hidden: true }),
    stop: button("stop", say("stop"), stop, { hidden: true }),
  };
}
