// Follows a run to its end, through whatever cuts: node with_eventsource.mjs STREAM TOKEN
import { EventSource } from "eventsource";

const [stream, token] = process.argv.slice(2);

const source = new EventSource(stream, {
  fetch: (address, options) =>
    fetch(address, { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } }),
});
for (const kind of ["run", "text", "reasoning", "tool_call", "end", "rewind"]) {
  source.addEventListener(kind, ({ type, lastEventId, data }) => {
    console.log(JSON.stringify({ event: type, id: lastEventId, data: JSON.parse(data) }));
  });
}

// From version 5 on it does not keep Node running until its next try.
const staying = setInterval(() => {}, 60_000);
source.onerror = () => {
  if (source.readyState === EventSource.CLOSED) {
    clearInterval(staying);
    console.log(JSON.stringify({ event: "closed" }));
  }
};
