/** One side on the page: who speaks, what it says while it says it, its versions, and what can be done with it. */

import { Answer } from "./answer.js";
import { makeColumn } from "./column_parts.js";
import { make } from "./dom.js";
import { Markdown } from "./markdown.js";
import { paint, paintNow } from "./painting.js";
import { explainSide } from "./refusing.js";
import { number, say } from "./words.js";

export class Column {
  /** `acts` is what its buttons do: regenerate, stop and mark. */
  constructor({ side, name, acts }) {
    this.side = side;
    this.versions = [];
    this.shown = -1;
    this.parts = makeColumn(name, {
      regenerate: () => acts.regenerate(this),
      stop: () => acts.stop(this),
      mark: (preference) => acts.mark(this, preference).then(() => this.draw()),
      turn: (step) => this.show(this.shown + step),
      copy: () => this.answer.text,
    });
    this.element = this.parts.element;
    this.element.dataset.side = side;
    this.markdown = new Markdown(this.parts.text);
  }

  get answer() {
    return this.versions[this.shown];
  }

  get newest() {
    return this.versions.at(-1);
  }

  get isSpeaking() {
    return this.newest !== undefined && !this.newest.isOver;
  }

  /** A stored version, or the beginning of a new one. */
  add(answer = new Answer()) {
    this.versions.push(answer);
    this.show(this.versions.length - 1);
  }

  dropNewest() {
    this.versions.pop();
    this.show(this.versions.length - 1);
  }

  show(index) {
    this.shown = index;
    paintNow(this);
  }

  hear(event) {
    this.newest.hear(event);
    if (event.kind === "end") paintNow(this);
    else paint(this);
  }

  rewind(position) {
    this.newest.rewind(position);
    paint(this);
  }

  rename(name) {
    this.parts.name.textContent = name;
  }

  draw() {
    const { answer } = this;
    if (!answer) return;
    this.markdown.write(answer.text);
    this.#drawReasoning(answer);
    this.#drawCalls(answer);
    this.#drawState(answer);
  }

  #drawReasoning({ reasoning }) {
    const { thoughts, reasoning: fold } = this.parts;
    fold.hidden = !reasoning;
    const known = thoughts.firstChild;
    if (known && reasoning.startsWith(known.data)) known.appendData(reasoning.slice(known.data.length));
    else thoughts.replaceChildren(document.createTextNode(reasoning));
  }

  #drawCalls({ calls }) {
    if (this.parts.calls.childElementCount === calls.length) return;
    this.parts.calls.replaceChildren(...calls.map(drawCall));
  }

  #drawState(answer) {
    const state = stateOf(answer);
    const { element, failure, figures, state: label, place, buttons } = this.parts;
    if (element.dataset.state !== state) label.textContent = say(`state.${state}`);
    element.dataset.state = state;
    element.setAttribute("aria-busy", String(!answer.isOver));
    failure.hidden = state !== "failed";
    failure.textContent = state === "failed" ? explainSide(answer.end) : "";
    figures.textContent = tellFigures(answer.end);
    place.textContent = this.versions.length > 1 ? `${this.shown + 1} / ${this.versions.length}` : "";
    buttons.older.hidden = buttons.newer.hidden = this.versions.length < 2;
    buttons.older.disabled = this.shown === 0;
    buttons.newer.disabled = this.shown === this.versions.length - 1;
    buttons.stop.hidden = !this.isSpeaking;
    buttons.copy.hidden = !answer.text;
    for (const mark of ["like", "dislike"]) {
      buttons[mark].hidden = !answer.isOver || answer !== this.newest;
      buttons[mark].setAttribute("aria-pressed", String(answer.mark === mark));
    }
  }

  /** Whether it can be answered again now. */
  allow(isAllowed) {
    this.parts.buttons.again.hidden = !isAllowed || this.isSpeaking;
  }
}

/** Whether its newest answer can be compared with others. */
export const isWhole = ({ newest }) => newest?.end?.finishReason === "stop" && newest.end.reason !== "stopped";

function stateOf({ end, position, calls }) {
  if (!end) return position || calls.length ? "writing" : "waiting";
  if (end.finishReason === "error") return "failed";
  return ["stopped", "length", "content_filter", "refusal"].includes(end.reason) ? end.reason : "done";
}

function drawCall({ name, arguments: given }) {
  return make(
    "details",
    { class: "call" },
    make("summary", {}, say("call", { name })),
    make("pre", { dir: "ltr", tabindex: 0 }, given),
  );
}

/** What is known of it, and may be: of a blind battle nothing is. */
function tellFigures(end) {
  const { usage, timings } = end ?? {};
  const parts = [];
  if (timings?.first_token_ms != null)
    parts.push(say("first_word", { seconds: number(timings.first_token_ms / 1000, { maximumFractionDigits: 2 }) }));
  if (usage?.output_tokens)
    parts.push(
      say(usage.estimated ? "tokens_estimated" : "tokens", {
        count: usage.output_tokens,
        number: number(usage.output_tokens),
      }),
    );
  if (usage?.cost) parts.push(number(usage.cost, { style: "currency", currency: "USD", maximumSignificantDigits: 2 }));
  return parts.join(" · ");
}
