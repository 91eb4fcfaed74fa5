/**
 * Draws an answer while it is written. What stands before the last block will not change any more and is left alone, so
 * a long answer costs no more than its last block.
 */

import { cutBlocks } from "./blocks.js";
import { drawBlock } from "./drawing.js";

export class Markdown {
  constructor(element) {
    this.element = element;
    this.clear();
  }

  clear() {
    this.element.replaceChildren();
    this.text = "";
    this.settled = 0;
    this.tail = [];
  }

  /** Shows a text that goes on from the last one, or another. */
  write(text) {
    if (!text.startsWith(this.text)) this.clear();
    this.text = text;
    const lines = text.slice(this.settled).split("\n");
    const blocks = cutBlocks(lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line)));
    if (!this.extend(blocks)) this.replaceTail(blocks);
    this.settle(blocks, lines);
  }

  /** Code that only grows keeps its place on the page, and what somebody has selected in it. */
  extend(blocks) {
    const [block] = blocks;
    const code = this.tail.length === 1 && this.tail[0].querySelector(":scope > code")?.firstChild;
    if (!code || blocks.length !== 1 || block.kind !== "code" || !block.text.startsWith(code.data)) return false;
    code.appendData(block.text.slice(code.data.length));
    return true;
  }

  replaceTail(blocks) {
    for (const node of this.tail) node.remove();
    this.tail = blocks.map(drawBlock);
    for (const node of this.tail) this.element.append(node);
  }

  /** A block is done when the first line of another has come as a whole. */
  settle(blocks, lines) {
    const done = blocks.findLastIndex(({ from }) => from < lines.length - 1);
    if (done < 1) return;
    for (const line of lines.slice(0, blocks[done].from)) this.settled += line.length + 1;
    this.tail.splice(0, done);
  }
}
