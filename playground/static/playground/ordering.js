/** An order of answers, best first: by number keys, by dragging, or by buttons. */

import { isWhole } from "./column.js";
import { make } from "./dom.js";
import { say } from "./words.js";

export class Order {
  constructor(view) {
    this.view = view;
    this.sides = view.all.filter(isWhole).map(({ side }) => side);
    // How many were named by number keys: these stand first.
    this.named = 0;
    this.element = make("ol", { class: "order", "aria-label": say("vote.order") });
    this.draw();
  }

  get ballot() {
    return { ranking: this.sides.map((side) => [side]) };
  }

  draw(focused) {
    this.element.replaceChildren(...this.sides.map((side, place) => this.item(side, place)));
    if (focused)
      this.element.querySelector(`[data-side="${focused.side}"] [data-by="${focused.by}"]:not(:disabled)`)?.focus();
  }

  item(side, place) {
    const name = this.view.names[side];
    const step = (by, label, sign) =>
      make(
        "button",
        {
          type: "button",
          class: "quiet",
          "data-by": by,
          disabled: !this.sides[place + by],
          "aria-label": say(label, { name }),
          onclick: () => this.move(side, place + by, by),
        },
        sign,
      );
    const item = make(
      "li",
      { "data-side": side, "data-named": place < this.named, draggable: "true" },
      make("bdi", {}, name),
      step(-1, "vote.up", "↑"),
      step(1, "vote.down", "↓"),
    );
    item.addEventListener("pointerdown", (event) => this.drag(event, side));
    item.addEventListener("dragstart", (event) => event.preventDefault());
    return item;
  }

  move(side, to, by) {
    this.sides = this.sides.filter((other) => other !== side);
    this.sides.splice(to, 0, side);
    this.draw(by && { side, by });
  }

  /** Follows a finger or a mouse until it lets go. */
  drag(event, side) {
    if (event.target.closest("button")) return;
    const over = ({ clientX, clientY }) => {
      const item = document.elementFromPoint(clientX, clientY)?.closest(".order li");
      const to = item ? [...this.element.children].indexOf(item) : -1;
      if (to >= 0 && this.sides[to] !== side) this.move(side, to);
    };
    const end = new AbortController();
    addEventListener("pointermove", over, { signal: end.signal });
    for (const kind of ["pointerup", "pointercancel"])
      addEventListener(kind, () => end.abort(), { signal: end.signal });
  }

  /** 2 names the second column as the next best; Backspace takes the last one back. */
  press(key) {
    if (key === "Backspace") {
      this.named = Math.max(0, this.named - 1);
      this.draw();
      return true;
    }
    const side = /^[1-8]$/.test(key) && this.view.all[Number(key) - 1]?.side;
    if (!side || !this.sides.includes(side)) return false;
    if (this.sides.indexOf(side) >= this.named) {
      this.move(side, this.named);
      this.named += 1;
      this.draw();
    }
    return true;
  }
}
