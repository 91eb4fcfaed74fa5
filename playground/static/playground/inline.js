/**
 * The inside of a line of Markdown as nodes: emphasis, code, links, line breaks; maths and HTML stay as they were
 * written. Each step looks a bounded way ahead, so that no text takes longer than its length says.
 */

import { make } from "./dom.js";
import { emphasize } from "./emphasis.js";

const MAX_LINK = 2000;
const MAX_MATHS = 400;
const SPECIAL = /[\\`*_~[\]!<$\n]|https?:\/\//g;
const PUNCTUATION = /[!-/:-@[-`{-~\p{P}\p{S}]/u;
const SPACE = /\s/;
const ADDRESS = /^https?:\/\/[^\s<>"]+$/i;
// What stands behind an address in a sentence is no part of it.
const TRAILING = /[.,;:!?'"*_~)\]]+$/;
const OPENING_MATHS = { "\\(": "\\)", "\\[": "\\]" };

export function drawInline(text) {
  const scanner = new Scanner(text);
  scanner.scan();
  return emphasize(scanner.items);
}

class Scanner {
  constructor(text) {
    this.text = text;
    this.items = [];
    this.brackets = [];
    this.unclosed = new Set();
    this.at = 0;
    this.plain = 0;
  }

  scan() {
    SPECIAL.lastIndex = 0;
    for (let found; (found = SPECIAL.exec(this.text)); SPECIAL.lastIndex = this.at) {
      this.at = found.index;
      const length = this.take(found[0]);
      if (!length) this.at += found[0].length;
    }
    this.flush(this.text.length);
  }

  /** Puts what begins here among the items and steps behind it; false if it means itself. */
  take(mark) {
    switch (mark) {
      case "\\":
        return this.takeBackslash();
      case "`":
        return this.takeCode();
      case "*":
      case "_":
      case "~":
        return this.takeDelimiters(mark);
      case "[":
      case "!":
        return this.takeBracket(mark);
      case "]":
        return this.closeBracket();
      case "<":
        return this.takeAngle();
      case "$":
        return this.takeMaths(this.text.startsWith("$$", this.at) ? "$$" : "$");
      case "\n":
        return this.put(make("br"), this.at + 1, this.text.slice(this.plain, this.at).replace(/ {1,9}$/, ""));
      default:
        return this.takeAddress();
    }
  }

  flush(end, text = this.text.slice(this.plain, end)) {
    if (text) this.items.push(text);
  }

  put(item, end, before) {
    this.flush(this.at, before);
    this.items.push(item);
    this.at = this.plain = end;
    return true;
  }

  takeBackslash() {
    const pair = this.text.slice(this.at, this.at + 2);
    if (OPENING_MATHS[pair]) return this.takeMaths(pair);
    if (pair[1] === "\n") return this.put(make("br"), this.at + 2);
    return pair.length === 2 && pair[1] < "\x7f" && PUNCTUATION.test(pair[1]) && this.put(pair[1], this.at + 2);
  }

  takeCode() {
    const ticks = this.run("`");
    const mark = "`".repeat(ticks);
    const end = this.unclosed.has(ticks) ? -1 : this.findTicks(mark, this.at + ticks);
    if (end < 0) {
      this.unclosed.add(ticks);
      return this.put(mark, this.at + ticks);
    }
    const code = this.text.slice(this.at + ticks, end).replaceAll("\n", " ");
    const isPadded = /^ .* $/.test(code) && code.trim();
    return this.put(make("code", {}, isPadded ? code.slice(1, -1) : code), end + ticks);
  }

  findTicks(mark, from) {
    for (let at = this.text.indexOf(mark, from); at >= 0; at = this.text.indexOf(mark, at)) {
      const length = runAt(this.text, at, "`");
      if (length === mark.length) return at;
      at += length;
    }
    return -1;
  }

  takeDelimiters(mark) {
    const length = this.run(mark);
    if (mark === "~" && length !== 2) return this.put(mark.repeat(length), this.at + length);
    const before = this.text[this.at - 1] ?? " ";
    const after = this.text[this.at + length] ?? " ";
    const left = flanks(before, after);
    const right = flanks(after, before);
    const isStrict = mark === "_";
    return this.put(
      {
        mark,
        length,
        opens: left && (!isStrict || !right || PUNCTUATION.test(before)),
        closes: right && (!isStrict || !left || PUNCTUATION.test(after)),
      },
      this.at + length,
    );
  }

  takeBracket(mark) {
    if (mark === "!" && this.text[this.at + 1] !== "[") return false;
    this.put(mark === "!" ? "![" : "[", this.at + (mark === "!" ? 2 : 1));
    this.brackets.push(this.items.length - 1);
    return true;
  }

  closeBracket() {
    const opener = this.brackets.pop();
    const target = opener === undefined ? null : this.readTarget(this.at + 1);
    if (!target) return false;
    this.flush(this.at);
    const [bracket, ...inside] = this.items.splice(opener);
    const label = emphasize(inside);
    // No link stands inside a link, and a picture is fetched from nowhere: it is a link too.
    const nodes = bracket === "![" && !label.length ? [target.address] : label;
    for (const node of linkOr(target.address, nodes)) this.items.push(node);
    this.plain = this.at = target.end;
    return true;
  }

  /** (address "title"), with nothing of it taken over but the address. */
  readTarget(from) {
    if (this.text[from] !== "(") return null;
    const inside = this.text.slice(from + 1, from + 1 + MAX_LINK);
    const found =
      /^\s{0,9}(?:<([^<>\n]*)>|((?:[^\s()]|\([^\s()]*\))*))(?:\s{1,9}(?:"[^"\n]*"|'[^'\n]*'))?\s{0,9}\)/.exec(inside);
    return found && { address: found[1] ?? found[2], end: from + 1 + found[0].length };
  }

  takeAngle() {
    const found = /^<(https?:\/\/[^\s<>]+)>/i.exec(this.text.slice(this.at, this.at + MAX_LINK));
    if (found) return this.put(linkTo(found[1], [found[1]]), this.at + found[0].length);
    // The one tag that models use for what it means.
    const line = /^<br\s?\/?>/i.exec(this.text.slice(this.at, this.at + 7));
    return line !== null && this.put(make("br"), this.at + line[0].length);
  }

  takeAddress() {
    if (/[\p{L}\p{N}]/u.test(this.text[this.at - 1] ?? "")) return false;
    const [whole] = /^[^\s<>"`|\\^{}\p{Script=Han}、。，！？；：（）「」『』【】《》“”]+/u.exec(
      this.text.slice(this.at, this.at + MAX_LINK),
    );
    const address = trimAddress(whole);
    return ADDRESS.test(address) && this.put(linkTo(address, [address]), this.at + address.length);
  }

  /** As it was written: what it would mean as Markdown is not what was meant. */
  takeMaths(opening) {
    const closing = OPENING_MATHS[opening] ?? opening;
    const from = this.at + opening.length;
    const inside = this.text.slice(from, from + MAX_MATHS);
    const length = opening === "$" ? findDollar(inside) : inside.indexOf(closing);
    if (length < 1) return this.put(opening, from);
    const end = from + length + closing.length;
    return this.put(make("span", { class: "maths", dir: "ltr" }, this.text.slice(this.at, end)), end);
  }

  run(mark) {
    return runAt(this.text, this.at, mark);
  }
}

function runAt(text, at, mark) {
  let end = at;
  while (text[end] === mark) end += 1;
  return end - at;
}

/** Whether a mark between these two may belong to what comes next. */
function flanks(outside, inside) {
  if (SPACE.test(inside)) return false;
  return !PUNCTUATION.test(inside) || SPACE.test(outside) || PUNCTUATION.test(outside);
}

/** Prices are no maths: it closes behind no space, before no digit, on its own line. */
function findDollar(inside) {
  if (SPACE.test(inside[0] ?? " ")) return -1;
  const line = inside.indexOf("\n");
  for (let at = inside.indexOf("$", 1); at > 0 && (line < 0 || at < line); at = inside.indexOf("$", at + 1)) {
    if (!SPACE.test(inside[at - 1]) && inside[at - 1] !== "\\" && !/[\p{L}\p{N}]/u.test(inside[at + 1] ?? ""))
      return at;
  }
  return -1;
}

function trimAddress(whole) {
  const trimmed = whole.replace(TRAILING, "");
  const rest = whole.slice(trimmed.length);
  // Of a pair of brackets the second belongs to it.
  return rest.startsWith(")") && trimmed.split("(").length > trimmed.split(")").length ? `${trimmed})` : trimmed;
}

const linkOr = (address, nodes) => (ADDRESS.test(address) ? [linkTo(address, nodes)] : [...nodes, ` (${address})`]);

function linkTo(address, nodes) {
  const label = nodes.map((node) => (node.matches?.("a, :has(a)") ? node.textContent : node));
  return make("a", { href: address, rel: "noopener noreferrer nofollow ugc", target: "_blank" }, label);
}
