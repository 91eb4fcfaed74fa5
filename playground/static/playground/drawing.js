/** How each kind of block looks as elements. */

import { make } from "./dom.js";
import { drawInline } from "./inline.js";
import { say } from "./words.js";

const auto = { dir: "auto" };

const DRAWERS = {
  paragraph: ({ text }) => make("p", auto, drawInline(text)),
  heading: drawHeading,
  rule: () => make("hr"),
  quote: ({ blocks }) => make("blockquote", auto, blocks.map(drawBlock)),
  maths: ({ text }) => make("pre", { class: "maths", dir: "ltr", tabindex: 0 }, text),
  code: drawCode,
  list: drawList,
  table: drawTable,
};

export function drawBlock(block) {
  return DRAWERS[block.kind](block);
}

/** The headings of an answer stand below those of the page, whatever their level; their size tells the rest. */
function drawHeading({ level, text }) {
  return make("h4", { ...auto, class: `level-${Math.min(level, 4)}` }, drawInline(text));
}

/** What scrolls sideways can be reached by keyboard. */
function drawCode({ language, text }) {
  const label = language || say("code");
  const bar = make(
    "span",
    { class: "bar" },
    make("span", {}, label),
    make("button", { type: "button", class: "quiet", "data-copy": "" }, say("copy")),
  );
  return make(
    "pre",
    { dir: "ltr", tabindex: 0, role: "group", "aria-label": label },
    bar,
    make("code", {}, document.createTextNode(text)),
  );
}

function drawList({ start, items, isLoose }) {
  const attributes = start === undefined || start === 1 ? {} : { start };
  return make(
    start === undefined ? "ul" : "ol",
    { ...auto, ...attributes },
    items.map((item) => drawItem(item, isLoose)),
  );
}

function drawItem({ task, blocks }, isLoose) {
  const mark = task === null ? null : make("span", { class: "task" }, task ? "☑ " : "☐ ");
  const children = blocks.map((block) =>
    block.kind === "paragraph" && !isLoose ? drawInline(block.text) : drawBlock(block),
  );
  return make("li", { class: task === null ? null : "task-item" }, mark, ...children);
}

function drawTable({ head, sides, rows }) {
  const drawRow = (cells, tag) =>
    make(
      "tr",
      {},
      head.map((_, index) => drawCell(cells[index] ?? "", tag, sides[index])),
    );
  const table = make(
    "table",
    {},
    make("thead", {}, drawRow(head, "th")),
    make(
      "tbody",
      {},
      rows.map((row) => drawRow(row, "td")),
    ),
  );
  return make("div", { class: "wide", tabindex: 0, role: "group", "aria-label": say("table") }, table);
}

function drawCell(text, tag, side) {
  return make(tag, { ...auto, class: side && `to-${side}`, scope: tag === "th" ? "col" : null }, drawInline(text));
}
