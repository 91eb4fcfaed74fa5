/** The session that is open: what was said in it, what is being said, and what a person does about it. */

import { announce } from "./announcing.js";
import { Answer } from "./answer.js";
import { ask, askAll } from "./api.js";
import { find } from "./dom.js";
import { Listener } from "./following.js";
import { makeId } from "./ids.js";
import { attempt, clear, refuse } from "./refusing.js";
import { repliesOf, Tree } from "./tree.js";
import { TurnView } from "./turn.js";
import { say } from "./words.js";

export class Conversation extends EventTarget {
  constructor(element, { judge }) {
    super();
    this.element = element;
    this.judge = judge;
    this.close();
  }

  /** Leaves the session: what speaks in it goes on without us. */
  close() {
    this.listener?.leave();
    Object.assign(this, { opening: null, listener: null, session: null, tree: new Tree(), views: [] });
    this.element.replaceChildren();
    this.changed();
  }

  changed() {
    for (const view of this.views) {
      view.allow(view === this.views.at(-1) && !this.isSpeaking && !view.turn.question.feedback);
      this.judge(this, view);
    }
    this.dispatchEvent(new Event("change"));
  }

  get isSpeaking() {
    return this.listener !== null;
  }

  get names() {
    return Object.fromEntries(
      this.session.contenders.map(({ participant, model }) => [participant, model.display_name]),
    );
  }

  async open(id) {
    this.close();
    const opening = (this.opening = Symbol(id));
    const [{ session }, messages] = await Promise.all([
      ask("GET", `/sessions/${id}/`),
      askAll(`/messages/?session_id=${id}&limit=500`),
    ]);
    if (opening !== this.opening) return;
    this.session = session;
    this.tree = new Tree(messages);
    this.show(this.tree.newest);
    this.dispatchEvent(new CustomEvent("opened", { detail: this.views.at(-1) }));
    await this.#follow(messages.findLast(({ status }) => status === "pending" || status === "streaming"));
  }

  /** Goes on hearing what still speaks: all sides of a question, or the one that is answered again. */
  async #follow(live) {
    const turn = live && this.tree.turnOf.get(live.id);
    const view = this.views.find((one) => one.turn === turn);
    if (!view) return;
    const sides = live.version > 1 ? [live.participant] : Object.keys(view.columns);
    await this.#hear((listener) => listener.follow(live.id, sides), view);
  }

  /** Shows the path through a turn. */
  show(turn) {
    this.views = [];
    this.element.replaceChildren();
    for (const one of turn ? this.tree.pathThrough(turn) : []) this.#add(one);
    this.changed();
  }

  #add(turn) {
    const acts = {
      regenerate: (view, column) => attempt(() => this.regenerate(view, column)),
      stop: (column) => attempt(() => this.stop(column.side)),
      branch: (view, content) => attempt(() => this.branch(view, content)),
      mark: (column, preference) => attempt(() => this.mark(column, preference)),
      wording: (other) => this.show(other),
      wordings: (one) => this.tree.wordingsOf(one),
    };
    const view = new TurnView({ turn, wordings: this.tree.wordingsOf(turn), names: this.names, acts });
    this.views.push(view);
    this.element.append(view.element);
    return view;
  }

  /** Asks on; opens the session first where there is none. */
  async ask(content, opening) {
    clear();
    if (!this.session) await this.#begin(opening);
    const last = this.views.at(-1)?.turn;
    await this.#askAs(content, last ? repliesOf(last) : [], ({ id, parents }) => [
      "/messages/stream/",
      { session_id: this.session.id, messages: [{ role: "user", id, content, parent_message_ids: parents }] },
    ]);
  }

  async #begin(opening) {
    const session = await ask("POST", "/sessions/", opening, { headers: { "Idempotency-Key": makeId() } });
    this.session = (await ask("GET", `/sessions/${session.id}/`)).session;
    this.dispatchEvent(new CustomEvent("begin", { detail: this.session }));
  }

  /** The same question in other words: a branch beside it. */
  async branch(view, content) {
    const { question } = view.turn;
    this.views.splice(this.views.indexOf(view)).forEach(({ element }) => element.remove());
    await this.#askAs(content, question.parent_message_ids, () => [`/messages/${question.id}/branch/`, { content }]);
  }

  async #askAs(content, parents, makeRequest) {
    const id = makeId();
    const turn = this.tree.addTurn({ id, content, parent_message_ids: parents, role: "user", feedback: null });
    const view = this.#add(turn);
    for (const side of Object.keys(this.names)) view.column(side).add();
    this.dispatchEvent(new CustomEvent("asked", { detail: view }));
    const [path, body] = makeRequest({ id, parents });
    try {
      await this.#hear((listener) => listener.ask(path, body, { "Idempotency-Key": makeId() }), view);
    } catch (error) {
      this.#takeBack(view, content);
      throw error;
    }
  }

  #takeBack(view, content) {
    if (view.turn.isStored) return;
    this.tree.remove(view.turn);
    this.show(this.tree.newest);
    this.dispatchEvent(new CustomEvent("refused", { detail: content }));
  }

  async regenerate(view, column) {
    const { message } = column.newest;
    column.add();
    try {
      await this.#hear(
        (listener) => listener.ask(`/messages/${message}/regenerate/`, {}, { "Idempotency-Key": makeId() }),
        view,
      );
    } catch (error) {
      if (!column.newest.message) column.dropNewest();
      throw error;
    }
  }

  /** Tells the server; what it says then is what is kept. */
  async stop(side) {
    const run = this.listener?.run?.id;
    if (run) await ask("POST", `/runs/${run}/stop/`, side ? { side } : {});
  }

  /** Whether the names of a battle are known. */
  get isRevealed() {
    return this.session.contenders.every(({ model }) => model.id !== null);
  }

  /** Shows the names, and what may be told of each answer now. */
  async reveal(session) {
    this.session = session;
    for (const view of this.views) view.rename(this.names);
    const { messages } = await ask("GET", `/sessions/${session.id}/`);
    for (const message of messages) this.#refresh(message);
    this.changed();
  }

  #refresh(message) {
    const view = this.views.find(({ turn }) => turn === this.tree.turnOf.get(message.id));
    const column = view?.columns[message.participant];
    const answer = column?.versions.find((version) => version.message === message.id);
    if (!answer?.end) return;
    answer.end = Answer.of(message).end;
    column.draw();
  }

  /** A mark may be changed, and reveals nothing. */
  async mark({ newest }, preference) {
    await ask("POST", "/feedback/", {
      session_id: this.session.id,
      feedback_type: "rating",
      message_id: newest.message,
      preference,
    });
    newest.mark = preference;
  }

  async #hear(begin, view) {
    const answers = Object.fromEntries(view.all.map((column) => [column.side, column.newest]));
    const hear = (event) => this.#take(event, view);
    const listener = new Listener({ answers, hear, notice: (isConnected) => (find("#lost").hidden = isConnected) });
    this.listener = listener;
    this.changed();
    try {
      await begin(listener);
      if (!listener.leaving.signal.aborted) announce(say("answered"));
    } finally {
      find("#lost").hidden = true;
      if (this.listener === listener) {
        this.listener = null;
        this.changed();
      }
    }
  }

  #take(event, view) {
    if (event.kind === "run") this.#meet(event.ids, view);
    else if (event.kind === "rewind")
      for (const [side, position] of Object.entries(event.positions)) view.column(side).rewind(position);
    else view.column(event.side).hear(event);
  }

  /** The first line of each connection: who speaks in which message. */
  #meet({ user, run, ...sides }, view) {
    this.tree.rename(view.turn, user);
    for (const [side, message] of Object.entries(sides)) {
      const column = view.columns[side];
      if (column.newest.message !== message)
        this.tree.addReply({ id: message, participant: side, parent_message_ids: [user], answer: column.newest });
      column.newest.message = message;
    }
  }
}
