/** What one side has said so far, in its order, whoever told it: a stream or the stored message. */

import { countPoints, takePoints } from "./lines.js";

export class Answer {
  constructor() {
    this.clear();
  }

  clear() {
    this.segments = [];
    this.calls = [];
    this.position = 0;
    this.end = null;
  }

  /** From a row of the API. */
  static of(message) {
    const answer = new Answer();
    answer.message = message.id;
    answer.mark = message.feedback;
    if (message.reasoning) answer.say("reasoning", message.reasoning);
    if (message.content) answer.say("text", message.content);
    answer.calls = message.tool_calls.slice();
    if (!["pending", "streaming"].includes(message.status)) answer.end = endOf(message);
    return answer;
  }

  get text() {
    return this.#join("text");
  }

  get reasoning() {
    return this.#join("reasoning");
  }

  get isOver() {
    return this.end !== null;
  }

  hear(event) {
    if (event.kind === "text" || event.kind === "reasoning") this.say(event.kind, event.content);
    else if (event.kind === "call") this.#call(event.call);
    else if (event.kind === "end") this.end = event;
  }

  say(kind, content) {
    const last = this.segments.at(-1);
    if (last?.kind === kind) last.content += content;
    else this.segments.push({ kind, content });
    this.position += countPoints(content);
  }

  /** Drops what stands behind a position: the side has said less than was heard. */
  rewind(position) {
    let left = position;
    this.segments = this.segments.flatMap(({ kind, content }) => {
      const kept = takePoints(content, left);
      left = Math.max(0, left - countPoints(kept));
      return kept ? [{ kind, content: kept }] : [];
    });
    this.position = Math.min(this.position, position);
    this.end = null;
  }

  /** A call that stands at the place of a reader who comes back is told again. */
  #call(call) {
    if (!this.calls.some(({ id }) => id === call.id)) this.calls.push(call);
  }

  #join(kind) {
    return this.segments.map((segment) => (segment.kind === kind ? segment.content : "")).join("");
  }
}

/** The end as a stream would have told it. */
function endOf(message) {
  const figures = { usage: message.usage, timings: message.timings, message_id: message.id };
  if (message.status === "error") {
    return { kind: "end", finishReason: "error", code: message.error_code, error: message.error, ...figures };
  }
  const reason = message.status === "stopped" ? "stopped" : message.finish_reason;
  return { kind: "end", finishReason: "stop", reason, ...figures };
}
