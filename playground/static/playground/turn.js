/** One question on the page with its answers side by side, and the bar to judge them. */

import { Answer } from "./answer.js";
import { Column } from "./column.js";
import { make } from "./dom.js";
import { say } from "./words.js";

export class TurnView {
  constructor({ turn, wordings, names, acts }) {
    Object.assign(this, { turn, names, acts, columns: {} });
    this.question = make("div", { class: "question" });
    this.sides = make("div", { class: "columns" });
    this.bar = make("div", { class: "judging" });
    this.element = make(
      "section",
      { class: "turn", tabindex: -1, "aria-label": say("turn") },
      this.question,
      this.sides,
      this.bar,
    );
    this.showQuestion(wordings);
    for (const [side, versions] of Object.entries(turn.replies)) {
      for (const message of versions) this.column(side).add(message.answer ?? Answer.of(message));
    }
  }

  /** Before it is stored it has no other wordings. */
  showQuestion(wordings = [this.turn]) {
    const place = wordings.indexOf(this.turn);
    const step = (by, label, sign) =>
      make(
        "button",
        {
          type: "button",
          class: "quiet",
          "aria-label": label,
          disabled: !wordings[place + by],
          onclick: () => this.acts.wording(wordings[place + by]),
        },
        sign,
      );
    const several = wordings.length > 1 && [
      step(-1, say("older"), "‹"),
      `${place + 1} / ${wordings.length}`,
      step(1, say("newer"), "›"),
    ];
    const edit = make(
      "button",
      { type: "button", class: "quiet", "data-act": "edit", onclick: () => this.edit() },
      say("edit"),
    );
    this.question.replaceChildren(
      make("h2", { class: "unseen" }, say("question")),
      make("p", { class: "asked", dir: "auto" }, this.turn.question.content),
      make("div", { class: "acts" }, several || "", edit),
    );
  }

  edit() {
    const field = make("textarea", { rows: 3, dir: "auto", maxlength: 40_000, "aria-label": say("edit_question") });
    field.value = this.turn.question.content;
    const submit = (event) => (event.preventDefault(), field.value.trim() && this.acts.branch(this, field.value));
    const cancel = () => this.showQuestion(this.acts.wordings(this.turn));
    const form = make(
      "form",
      { class: "editing", onsubmit: submit, onkeydown: (event) => event.key === "Escape" && cancel() },
      field,
      make(
        "div",
        { class: "acts" },
        make("button", {}, say("ask_again")),
        make("button", { type: "button", class: "quiet", onclick: cancel }, say("cancel")),
      ),
    );
    this.question.replaceChildren(form);
    field.focus();
  }

  column(side) {
    this.columns[side] ??= this.#makeColumn(side);
    return this.columns[side];
  }

  #makeColumn(side) {
    const acts = { ...this.acts, regenerate: (column) => this.acts.regenerate(this, column) };
    const column = new Column({ side, name: this.names[side], acts });
    this.sides.append(column.element);
    this.element.style.setProperty("--sides", this.sides.childElementCount);
    return column;
  }

  get all() {
    return Object.values(this.columns);
  }

  get isSpeaking() {
    return this.all.some((column) => column.isSpeaking);
  }

  rename(names) {
    this.names = names;
    for (const column of this.all) column.rename(names[column.side]);
  }

  allow(isAllowed) {
    for (const column of this.all) column.allow(isAllowed);
  }
}
