/**
 * Markdown cut into blocks: paragraphs, headings, lists, quotes, tables, fences, maths and rules, as plain values.
 * Code is fenced; indented text is text, as models mean it.
 */

const MAX_DEPTH = 12;
const FENCE = /^( {0,3})(`{3,}|~{3,})([^\n]*)$/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]|$)/;
const MARKER = /^( {0,11})(?:([-*+])|(\d{1,9})([.)]))( {1,4}(?=\S)|\s|$)/;
const TASK = /^\[([ xX])\] /;
const CELL_RULE = /^:?-+:?$/;
const MATHS = { $$: "$$", "\\[": "\\]" };

/** The blocks of some lines; `from` and `to` say which of them each has. */
export function cutBlocks(lines, depth = 0) {
  const blocks = [];
  for (let from = 0; from < lines.length;) {
    const block = isBlank(lines[from]) ? null : readBlock(lines, from, depth);
    if (block) blocks.push(Object.assign(block, { from }));
    from = block ? block.to : from + 1;
  }
  return blocks;
}

const READERS = [readFence, readMaths, readHeading, readRule, readQuote, readList, readTable, readParagraph];

function readBlock(lines, from, depth) {
  for (const read of READERS) {
    const block = read(lines, from, depth);
    if (block) return block;
  }
  throw new Error("A paragraph takes any line.");
}

const isBlank = (line) => !line.trim();
const indentOf = (line) => line.length - line.trimStart().length;

function findEnd(lines, from, isEnd) {
  let at = from;
  while (at < lines.length && !isEnd(lines[at], at)) at += 1;
  return at;
}

function readFence(lines, from) {
  const [, indent, fence, info] = FENCE.exec(lines[from]) ?? [];
  if (!fence || (fence[0] === "`" && info.includes("`"))) return null;
  const isEnd = (line) => {
    const mark = line.trim();
    return mark.length >= fence.length && indentOf(line) < 4 && mark === fence[0].repeat(mark.length);
  };
  const end = findEnd(lines, from + 1, isEnd);
  const code = lines.slice(from + 1, end).map((line) => line.slice(Math.min(indentOf(line), indent.length)));
  return {
    kind: "code",
    language: info.trim().split(/\s/, 1)[0],
    text: code.join("\n"),
    to: end + 1,
    isOpen: end === lines.length,
  };
}

function readMaths(lines, from) {
  const opening = lines[from].trim();
  if (!MATHS[opening]) return null;
  const end = findEnd(lines, from + 1, (line) => line.trim() === MATHS[opening]);
  return { kind: "maths", text: lines.slice(from, end + 1).join("\n"), to: end + 1, isOpen: end === lines.length };
}

function readHeading(lines, from) {
  const [, marks] = HEADING.exec(lines[from]) ?? [];
  if (!marks) return null;
  const text = lines[from].trim().slice(marks.length).trim();
  const last = text.lastIndexOf(" ");
  const isClosed = /^#+$/.test(text.slice(last + 1));
  return {
    kind: "heading",
    level: marks.length,
    text: isClosed ? text.slice(0, Math.max(last, 0)).trimEnd() : text,
    to: from + 1,
  };
}

function readRule(lines, from) {
  return isRule(lines[from]) ? { kind: "rule", to: from + 1 } : null;
}

function isRule(line) {
  const marks = line.replaceAll(" ", "").trim();
  return "-*_".includes(marks[0]) && marks.length > 2 && marks === marks[0].repeat(marks.length);
}

function readQuote(lines, from, depth) {
  if (depth >= MAX_DEPTH || !isQuote(lines[from])) return null;
  const to = findEnd(lines, from, (line) => !isQuote(line));
  const inside = lines.slice(from, to).map((line) => line.trimStart().replace(/^> ?/, ""));
  return { kind: "quote", blocks: cutBlocks(inside, depth + 1), to };
}

const isQuote = (line) => line.trimStart().startsWith(">") && indentOf(line) < 4;

function readMarker(line) {
  const [whole, indent, bullet, number, delimiter] = MARKER.exec(line) ?? [];
  if (whole === undefined || isRule(line)) return null;
  return {
    indent: indent.length,
    type: bullet ?? delimiter,
    number,
    rest: line.slice(whole.length),
    width: whole.length,
  };
}

function readList(lines, from, depth) {
  const first = readMarker(lines[from]);
  if (!first || depth >= MAX_DEPTH) return null;
  const items = [];
  let to = from;
  for (let marker = first; marker; marker = nextItem(lines, to, first)) {
    const end = endOfItem(lines, to, marker);
    items.push(readItem(lines, to, end, marker, depth));
    to = end;
  }
  const isLoose = items.some(
    ({ hasGap }, index) => hasGap && (index < items.length - 1 || items[index].blocks.length > 1),
  );
  return { kind: "list", start: first.number && Number(first.number), items, isLoose, to };
}

function nextItem(lines, at, first) {
  const marker = at < lines.length ? readMarker(lines[at]) : null;
  return marker && marker.type === first.type && marker.indent < first.indent + 2 ? marker : null;
}

/** It goes on with what is indented, and with the lines that follow its text without a gap. */
function endOfItem(lines, from, marker) {
  let end = from + 1;
  for (let at = from + 1; at < lines.length; at += 1) {
    if (isBlank(lines[at])) continue;
    const isInside = indentOf(lines[at]) >= marker.indent + 2;
    const goesOn = at === end && !begins(lines[at]) && !readMarker(lines[at]);
    if (!isInside && !goesOn) break;
    end = at + 1;
  }
  // The gap before another item belongs to this one.
  const next = findEnd(lines, end, (line) => !isBlank(line));
  return next < lines.length && nextItem(lines, next, marker) ? next : end;
}

function readItem(lines, from, to, { rest, width }, depth) {
  const task = TASK.exec(rest);
  const inside = lines.slice(from + 1, to).map((line) => line.slice(Math.min(indentOf(line), width)));
  const text = [task ? rest.slice(task[0].length) : rest, ...inside];
  return { task: task && task[1] !== " ", blocks: cutBlocks(text, depth + 1), hasGap: inside.some(isBlank) };
}

function readTable(lines, from) {
  if (!isTable(lines, from)) return null;
  const to = findEnd(lines, from + 2, (line) => isBlank(line) || !line.includes("|") || begins(line));
  const head = cutRow(lines[from]);
  const rows = lines.slice(from + 2, to).map((line) => cutRow(line).slice(0, head.length));
  return { kind: "table", head, sides: cutRow(lines[from + 1]).map(sideOf), rows, to };
}

function isTable(lines, from) {
  if (!lines[from].includes("|") || !lines[from + 1]?.includes("-")) return false;
  const rule = cutRow(lines[from + 1]);
  return rule.every((cell) => CELL_RULE.test(cell)) && rule.length === cutRow(lines[from]).length;
}

function sideOf(cell) {
  if (!cell.endsWith(":")) return null;
  return cell.startsWith(":") ? "center" : "end";
}

/** Cells; a bar behind a backslash, or in code, is none of their borders. */
function cutRow(line) {
  const inside = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return (inside.match(/(?:\\.|`[^`]*`|[^|\\]|\\$)+|(?<=\||^)(?=\||$)/g) ?? []).map((cell) =>
    cell.trim().replaceAll("\\|", "|"),
  );
}

/** Whether a line is more than the next one of a paragraph. */
function begins(line) {
  const marker = readMarker(line);
  const isItem = marker && marker.rest.trim() !== "" && (marker.number === undefined || marker.number === "1");
  return (
    isItem || FENCE.test(line) || HEADING.test(line) || isRule(line) || isQuote(line) || Boolean(MATHS[line.trim()])
  );
}

function readParagraph(lines, from) {
  const to = findEnd(lines, from + 1, (line, at) => isBlank(line) || begins(line) || isTable(lines, at));
  return {
    kind: "paragraph",
    text: lines
      .slice(from, to)
      .map((line) => line.trimStart())
      .join("\n")
      .trimEnd(),
    to,
  };
}
