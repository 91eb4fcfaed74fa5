/** What the format `lines` says: bytes in, events out. It knows no page and no network. */

const KINDS = { 0: "text", g: "reasoning", 9: "call", d: "end" };

/** One line; nothing for comments, and for kinds that a later server may have. */
export function parseLine(line) {
  const colon = line.indexOf(":");
  // A colon at the very beginning is a comment.
  if (colon < 1) return null;
  const told = JSON.parse(line.slice(colon + 1));
  if (line.slice(0, colon) === "m") {
    return told.rewind ? { kind: "rewind", positions: told.rewind } : { kind: "run", ids: told };
  }
  const kind = KINDS[line.slice(1, colon)];
  return kind ? { kind, side: line[0], ...(kind === "call" ? { call: told } : told) } : null;
}

/** Yields the events of a body, and tells of each piece that comes: it is no line, and may end in half a letter. */
export async function* readLines(body, heard = () => {}) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      heard();
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        const event = parseLine(line);
        if (event) yield event;
      }
    }
  } finally {
    // Whoever stops reading lets go of the connection.
    reader.cancel().catch(() => {});
  }
}

/** Positions count code points; a string's length counts halves of some. */
export function countPoints(text) {
  let halves = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xdc00) halves += 1;
  }
  return text.length - halves;
}

/** The first so many code points. */
export function takePoints(text, points) {
  let at = 0;
  for (let left = points; left > 0 && at < text.length; left -= 1) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return text.slice(0, at);
}
