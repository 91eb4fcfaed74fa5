// Asks, and reads the format lines: node with_fetch.mjs ARENA TOKEN SESSION QUESTION
const [arena, token, session, question] = process.argv.slice(2);

const response = await fetch(`${arena}/messages/stream/`, {
  method: "POST",
  headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
  body: JSON.stringify({ session_id: session, messages: [{ role: "user", content: question }] }),
});
if (!response.ok) throw new Error(await response.text());

const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
let rest = "";
for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
  const lines = (rest + value).split("\n");
  rest = lines.pop();
  for (const line of lines) {
    const colon = line.indexOf(":");
    // A colon at the very beginning is a comment.
    if (colon > 0) console.log(JSON.stringify([line.slice(0, colon), JSON.parse(line.slice(colon + 1))]));
  }
}
