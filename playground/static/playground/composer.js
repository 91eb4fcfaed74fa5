/** Where a question is written, and who it goes to. */

import { find } from "./dom.js";
import { attempt } from "./refusing.js";
import { Seats } from "./seats.js";
import { recall, remember } from "./store.js";
import { say } from "./words.js";

export class Composer {
  constructor({ conversation, models }) {
    this.conversation = conversation;
    this.form = find("#composer");
    this.field = find("#question");
    const link = new URLSearchParams(location.search);
    const chosen = link.getAll("model");
    this.mode = modeOf(chosen);
    this.seats = new Seats(find("#seats"), { models, mode: this.mode, chosen });
    // What was written before the models were there stays.
    this.field.value ||= link.get("q") ?? recall("draft") ?? "";
    this.listen();
    this.update();
  }

  listen() {
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.send()));
    this.form.addEventListener("change", ({ target }) => target.name === "mode" && this.choose(target.value));
    this.field.addEventListener("input", () => remember("draft", this.field.value));
    this.field.addEventListener("keydown", (event) => this.press(event));
    find("#stop").addEventListener("click", () => attempt(() => this.conversation.stop()));
    for (const kind of ["change", "begin"]) this.conversation.addEventListener(kind, () => this.update());
    this.conversation.addEventListener("refused", ({ detail }) => (this.field.value ||= detail));
  }

  /** Whoever writes with an input method ends a word with Enter, not the question. */
  press(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  choose(mode) {
    this.mode = mode;
    remember("mode", mode);
    this.seats.choose(mode);
    this.update();
  }

  async send() {
    const question = this.field.value;
    if (!question.trim() || this.conversation.isSpeaking) return;
    this.write("");
    await attempt(() => this.conversation.ask(question, this.seats.opening));
  }

  write(text) {
    this.field.value = text;
    remember("draft", text);
  }

  /** A session keeps its models: others are chosen for a new one. */
  update() {
    const { session, isSpeaking } = this.conversation;
    find("#modes").hidden = find("#seats").hidden = session !== null;
    find(`#modes [value="${this.mode}"]`).checked = true;
    find("#send").hidden = isSpeaking;
    find("#stop").hidden = !isSpeaking;
    find("#welcome").hidden = session !== null;
    find("#titled").hidden = session === null;
    find("#titled").textContent = session?.title || say("untitled");
    document.body.dataset.mode = session?.mode ?? this.mode;
  }
}

function modeOf(chosen) {
  if (chosen.length) return chosen.length > 1 ? "compare" : "direct";
  return recall("mode") ?? "random";
}
