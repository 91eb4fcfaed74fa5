/** Judging the answers of a turn: one of two, or an order of many; then the names, and the way on. */

import { announce } from "./announcing.js";
import { ask } from "./api.js";
import { isWhole } from "./column.js";
import { make } from "./dom.js";
import { Order } from "./ordering.js";
import { goToBottom, isAtBottom } from "./painting.js";
import { attempt } from "./refusing.js";
import { has, say } from "./words.js";

const REASONS = ["correct", "complete", "clear", "followed", "style", "safe"];

const voted = new WeakMap();

/** Draws the bar of a turn anew, as it stands now: the last one is asked about. */
export function judge(conversation, view) {
  if (voted.has(view)) return;
  view.keys = null;
  view.bar.replaceChildren();
  if (view.turn.question.feedback) mark(view, { preference: view.turn.question.feedback });
  if (!mayJudge(conversation, view)) return;
  const follows = isAtBottom();
  view.bar.append(new Judging(conversation, view).element);
  if (follows) goToBottom();
}

function mayJudge({ session, isSpeaking, views }, view) {
  if (session.mode === "direct" || isSpeaking || view !== views.at(-1) || view.turn.question.feedback) return false;
  return view.all.filter(isWhole).length > 1;
}

class Judging {
  constructor(conversation, view) {
    Object.assign(this, { conversation, view });
    this.reasons = new Set();
    this.order = view.all.length > 2 ? new Order(view) : null;
    this.element = this.make();
    view.keys = (key) => this.press(key);
  }

  make() {
    const isBlind = this.conversation.session.mode === "random";
    return make(
      "fieldset",
      { class: "vote" },
      make("legend", {}, say(this.order ? "vote.order" : "vote.which")),
      this.order?.element ?? null,
      make(
        "div",
        { class: "choices" },
        this.choices().map(([key, label, ballot]) => this.button(key, label, ballot)),
      ),
      make(
        "details",
        { class: "why" },
        make("summary", {}, say("vote.why")),
        make(
          "div",
          { class: "reasons" },
          REASONS.map((reason) => this.reason(reason)),
        ),
      ),
      isBlind && !this.conversation.isRevealed ? null : make("p", { class: "hint" }, say("vote.not_counted")),
    );
  }

  choices() {
    const even = [
      [this.order ? "e" : "3", say("vote.tie"), { preference: "tie" }],
      [this.order ? "0" : "4", say("vote.both_bad"), { preference: "both_bad" }],
    ];
    if (this.order) return [["Enter", say("vote.send_order"), null], ...even];
    const [left, right] = this.view.all;
    const one = ({ side }, key) => [
      key,
      say("vote.better", { name: this.view.names[side] }),
      { preference: `model_${side}` },
    ];
    return [one(left, "1"), one(right, "2"), ...even];
  }

  button(key, label, ballot) {
    const vote = () => attempt(() => this.vote(ballot ?? this.order.ballot));
    return make(
      "button",
      { type: "button", "data-key": key, onclick: vote },
      label,
      " ",
      make("kbd", { "aria-hidden": "true" }, key === "Enter" ? "↵" : key),
    );
  }

  reason(reason) {
    const toggle = ({ target }) => (target.checked ? this.reasons.add(reason) : this.reasons.delete(reason));
    return make("label", {}, make("input", { type: "checkbox", onchange: toggle }), say(`reason.${reason}`));
  }

  /** Whether the key meant something. */
  press(key) {
    if (this.order?.press(key)) return true;
    const button = this.element.querySelector(`[data-key="${CSS.escape(key)}"]`);
    button?.click();
    return Boolean(button);
  }

  async vote(ballot) {
    const { session } = this.conversation;
    const replies = Object.fromEntries(this.view.all.map(({ side, newest }) => [side, newest.message]));
    const told = await ask("POST", "/feedback/", {
      session_id: session.id,
      feedback_type: "preference",
      message_id: this.view.turn.question.id,
      reasons: [...this.reasons],
      replies,
      ...ballot,
    });
    this.view.keys = null;
    this.view.turn.question.feedback = told.preference || "ranking";
    voted.set(this.view, ballot);
    await this.conversation.reveal(told.session_update);
    this.showResult(ballot, told.verdict);
  }

  showResult(ballot, verdict) {
    const names = this.view.all.map(({ side }) => `${side.toUpperCase()}: ${this.view.names[side]}`).join(" · ");
    const next = make(
      "button",
      { type: "button", class: "next", onclick: () => this.conversation.dispatchEvent(new Event("next")) },
      say("next"),
    );
    const reason = `verdict.${verdict.reason}`;
    const counts = make("p", { class: "hint" }, say(has(reason) ? reason : "verdict.other"));
    mark(this.view, ballot);
    this.view.bar.replaceChildren(
      make("div", { class: "result" }, make("p", {}, say("vote.thanks"), " ", make("bdi", {}, names)), counts, next),
    );
    announce(say("vote.revealed", { names }));
    next.focus();
  }
}

/** Shows on the columns how they came off. */
function mark(view, { preference, ranking }) {
  const groups = ranking ?? (preference?.startsWith("model_") ? [[preference.at(-1)]] : []);
  for (const column of view.all) {
    const place = groups.findIndex((group) => group.includes(column.side));
    if (place >= 0) column.element.dataset.place = place + 1;
  }
}
