/** Emphasis in a line: which marks belong together, as CommonMark has it, and what becomes of what is between. */

import { make } from "./dom.js";

const MAX_OPEN = 32;
const TAGS = { "*": ["em", "strong"], _: ["em", "strong"], "~": ["del", "del"] };

/** Pairs of marks become elements, innermost first; what finds no partner is text again. */
export function emphasize(items) {
  const pairing = new Pairing();
  for (const item of items) pairing.add(item);
  return pairing.nodes.map(asText);
}

const asText = (node) => (node.mark ? node.mark.repeat(node.length) : node);

/** Few marks are open at once: that bounds the search for a partner, and how deep elements stand in each other. */
class Pairing {
  constructor() {
    this.nodes = [];
    this.openers = [];
  }

  add(item) {
    if (item.mark) this.addMark({ ...item });
    else this.nodes.push(item);
  }

  addMark(item) {
    while (item.closes && item.length) {
      const index = this.openers.findLastIndex((opener) => isPair(opener, item));
      if (index < 0) break;
      this.wrap(index, item);
    }
    if (!item.length) return;
    this.nodes.push(item);
    if (!item.opens) return;
    this.openers.push(Object.assign(item, { index: this.nodes.length - 1 }));
    if (this.openers.length > MAX_OPEN) this.openers.shift();
  }

  wrap(index, closer) {
    const opener = this.openers[index];
    const size = Math.min(opener.length, closer.length, 2);
    const inside = this.nodes.splice(opener.index + 1).map(asText);
    opener.length -= size;
    closer.length -= size;
    if (!opener.length) this.nodes.pop();
    this.nodes.push(make(TAGS[opener.mark][size - 1], {}, inside));
    this.openers.length = opener.length ? index + 1 : index;
  }
}

function isPair(opener, closer) {
  if (opener.mark !== closer.mark) return false;
  const isEither = opener.closes || closer.opens;
  return !isEither || (opener.length + closer.length) % 3 !== 0 || opener.length % 3 === 0;
}
