/** How messages hang together: questions with their wordings, and the versions of each side's reply. */

export class Tree {
  constructor(messages = []) {
    this.turns = new Map();
    this.turnOf = new Map();
    for (const message of messages) this.add(message);
  }

  add(message) {
    if (message.role === "user") this.addTurn(message);
    else this.addReply(message);
  }

  addTurn(question) {
    const parent = this.#turnBefore(question);
    const turn = { question, parent, replies: {}, next: [] };
    this.turns.set(question.id, turn);
    this.turnOf.set(question.id, turn);
    parent?.next.push(turn);
    return turn;
  }

  addReply(reply) {
    const turn = this.#turnBefore(reply);
    if (!turn) return;
    (turn.replies[reply.participant] ??= []).push(reply);
    this.turnOf.set(reply.id, turn);
  }

  /** What the server calls it. */
  rename(turn, id) {
    this.turns.delete(turn.question.id);
    turn.question.id = id;
    turn.isStored = true;
    this.turns.set(id, turn);
    this.turnOf.set(id, turn);
  }

  /** It was never stored. */
  remove(turn) {
    this.turns.delete(turn.question.id);
    if (turn.parent) turn.parent.next = turn.parent.next.filter((other) => other !== turn);
  }

  /** Other wordings of the same question, itself among them. */
  wordingsOf(turn) {
    return turn.parent ? turn.parent.next : [...this.turns.values()].filter(({ parent }) => !parent);
  }

  /** From the first question through a turn to the newest end behind it. */
  pathThrough(turn) {
    const path = [];
    for (let at = turn; at; at = at.parent) path.unshift(at);
    for (let at = turn.next.at(-1); at; at = at.next.at(-1)) path.push(at);
    return path;
  }

  /** What is shown at first, and what a new question goes on from: the path of the newest one. */
  get newest() {
    return [...this.turns.values()].at(-1) ?? null;
  }

  #turnBefore(message) {
    const known = message.parent_message_ids.find((id) => this.turnOf.has(id));
    return known ? this.turnOf.get(known) : null;
  }
}

/** What a new question names as its parents. */
export const repliesOf = (turn) => Object.values(turn.replies).map((versions) => versions.at(-1).id);
