/**
 * Hears a run to its end, through whatever cuts the connection. A question that was sent and not answered is sent again
 * with the same id, which asks nothing twice; afterwards the run is followed from where each side stands.
 */

import { Refused, send } from "./api.js";
import { readLines } from "./lines.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;
const LINES = "stream_format=lines";
// A ping comes every 10 s: after this there is nobody at the other end, whatever the network says.
const SILENCE = 30_000;
// What passes by itself, once a run is there.
const PASSING = ["offline", "overloaded", "draining", "unavailable"];

export class Listener {
  /** `hear` takes the events, `notice` whether we are connected. */
  constructor({ answers, hear, notice }) {
    Object.assign(this, { answers, hear, notice });
    this.leaving = new AbortController();
    this.run = null;
  }

  /** Stops listening; the run goes on. */
  leave() {
    this.leaving.abort();
  }

  /** Asks, and hears all of it. */
  ask(path, body, headers) {
    return this.#listen((signal) => send("POST", `${path}?${LINES}`, body, { signal, headers }));
  }

  /** Goes on hearing the run that made a reply. */
  follow(reply, sides) {
    return this.#listen((signal) => this.#resume(`/messages/${reply}/stream/`, sides, signal));
  }

  get isOver() {
    return this.run !== null && this.run.sides.every((side) => this.answers[side]?.isOver);
  }

  async #listen(begin) {
    for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      const heard = await this.#connect(begin);
      if (this.leaving.signal.aborted || heard === "nothing" || this.isOver) return;
      if (heard === "some") wait = FIRST_WAIT;
      this.notice(false);
      await pause(wait, this.leaving.signal);
    }
  }

  /** One connection, until it ends: whether anything was heard. What does not pass is thrown. */
  async #connect(begin) {
    const silence = new Silence(this.leaving.signal);
    let heard = "cut";
    try {
      const response = await (this.run
        ? this.#resume(`/runs/${this.run.id}/stream/`, this.run.sides, silence.signal)
        : begin(silence.signal));
      if (response.status === 204) return "nothing";
      this.notice(true);
      for await (const event of readLines(response.body, () => silence.begin())) {
        heard = "some";
        this.#take(event);
      }
    } catch (error) {
      if (error instanceof Refused && !this.#passes(error)) throw error;
    } finally {
      silence.end();
    }
    return heard;
  }

  #passes(refused) {
    return this.run ? PASSING.includes(refused.code) : refused.code === "offline";
  }

  #resume(path, sides, signal) {
    const after = sides.map((side) => `${side}:${this.answers[side]?.position ?? 0}`).join(",");
    return send("GET", `${path}?${LINES}&after=${after}`, undefined, { signal });
  }

  #take(event) {
    if (event.kind === "run") {
      const sides = Object.keys(event.ids).filter((key) => key.length === 1);
      this.run = { id: event.ids.run, sides };
    }
    this.hear(event);
  }
}

/** Ends a connection on which nothing comes any more, or whose listener leaves. */
class Silence {
  constructor(leaving) {
    this.broken = new AbortController();
    this.signal = AbortSignal.any([leaving, this.broken.signal]);
    addEventListener("offline", () => this.broken.abort(), { signal: this.signal });
    this.begin();
  }

  begin() {
    this.pause();
    this.timer = setTimeout(() => this.broken.abort(), SILENCE);
  }

  pause() {
    clearTimeout(this.timer);
  }

  /** Nothing listens for it any more. */
  end() {
    this.pause();
    this.broken.abort();
  }
}

/** Back on the network there is no reason to wait. */
function pause(milliseconds, leaving) {
  return new Promise((resolve) => {
    const over = AbortSignal.any([leaving, AbortSignal.timeout(milliseconds)]);
    over.addEventListener("abort", resolve, { once: true });
    addEventListener("online", resolve, { once: true, signal: over });
  });
}
