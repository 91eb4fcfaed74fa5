/** Who is to answer: models that a person chooses, each tuned by itself, or how many are drawn. */

import { make } from "./dom.js";
import { recall, remember } from "./store.js";
import { say } from "./words.js";

const MOST = 8;
const LIMITS = { random: [2, MOST], compare: [2, MOST], direct: [1, 1] };

export class Seats {
  constructor(element, { models, mode, chosen = [] }) {
    Object.assign(this, { element, models });
    this.size = recall("size") ?? 2;
    this.seats = [];
    for (const name of chosen.length ? chosen : (recall("models") ?? [])) this.add(name);
    this.choose(mode);
  }

  choose(mode) {
    this.mode = mode;
    const [least, most] = LIMITS[mode];
    for (let next = 0; this.seats.length < least && this.models.length; next += 1)
      this.add(this.models[next % this.models.length].name);
    this.count = Math.min(this.seats.length, most);
    this.draw();
  }

  add(name) {
    if (this.models.some((model) => model.name === name))
      this.seats.push({ model: name, system_prompt: "", temperature: "" });
  }

  /** What opens a session with these. */
  get opening() {
    if (this.mode === "random") return { mode: "random", size: this.size };
    const seats = this.seats.slice(0, LIMITS[this.mode][1]);
    remember(
      "models",
      seats.map(({ model }) => model),
    );
    return { mode: this.mode, contenders: seats.map(toContender) };
  }

  draw() {
    if (this.mode === "random") return this.element.replaceChildren(this.drawSize());
    const seats = this.seats.slice(0, LIMITS[this.mode][1]);
    const more =
      seats.length < LIMITS[this.mode][1] &&
      make(
        "button",
        { type: "button", class: "quiet", "data-act": "add", onclick: () => this.addOne() },
        say("add_model"),
      );
    this.element.replaceChildren(...seats.map((seat, index) => this.drawSeat(seat, index)), more || "");
  }

  drawSize() {
    const options = Array.from({ length: MOST - 1 }, (_, index) =>
      make("option", { value: index + 2, selected: index + 2 === this.size }, String(index + 2)),
    );
    const change = ({ target }) => remember("size", (this.size = Number(target.value)));
    return make("label", {}, say("battle_size"), make("select", { onchange: change, "data-act": "size" }, options));
  }

  addOne() {
    this.add(this.models[this.seats.length % this.models.length].name);
    this.draw();
    [...this.element.querySelectorAll("select")].at(-1).focus();
  }

  remove(index) {
    this.seats.splice(index, 1);
    this.draw();
    this.element.querySelector("select").focus();
  }

  drawSeat(seat, index) {
    const label = this.mode === "direct" ? say("model") : say("model_of", { side: "ABCDEFGH"[index] });
    const isSpare = this.mode === "compare" && this.seats.length > 2;
    const remove =
      isSpare &&
      make(
        "button",
        {
          type: "button",
          class: "quiet",
          "aria-label": say("remove", { name: label }),
          onclick: () => this.remove(index),
        },
        "×",
      );
    const select = make(
      "select",
      { "aria-label": label, onchange: ({ target }) => (seat.model = target.value) },
      this.options(seat.model),
    );
    return make("div", { class: "seat" }, select, this.drawTuning(seat, label), remove || null);
  }

  options(chosen) {
    const groups = Map.groupBy ? Map.groupBy(this.models, ({ provider }) => provider) : new Map([["", this.models]]);
    return [...groups].map(([provider, models]) =>
      make(
        "optgroup",
        { label: provider },
        models.map(({ name, display_name }) =>
          make("option", { value: name, selected: name === chosen }, display_name),
        ),
      ),
    );
  }

  drawTuning(seat, label) {
    const keep =
      (field) =>
      ({ target }) =>
        (seat[field] = target.value);
    return make(
      "details",
      { class: "tuning" },
      make("summary", { "aria-label": say("tuning_of", { name: label }) }, say("tuning")),
      make(
        "label",
        {},
        say("instructions"),
        make(
          "textarea",
          { rows: 3, dir: "auto", maxlength: 32_768, oninput: keep("system_prompt") },
          seat.system_prompt,
        ),
      ),
      make(
        "label",
        {},
        say("temperature"),
        make("input", {
          type: "number",
          min: 0,
          max: 2,
          step: 0.1,
          placeholder: say("as_usual"),
          value: seat.temperature,
          oninput: keep("temperature"),
        }),
      ),
    );
  }
}

function toContender({ model, system_prompt, temperature }) {
  const contender = { model };
  if (system_prompt.trim()) contender.system_prompt = system_prompt;
  if (temperature !== "") contender.params = { temperature: Number(temperature) };
  return contender;
}
