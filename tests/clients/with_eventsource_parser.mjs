// Follows a run to its end, through whatever cuts: node with_eventsource_parser.mjs STREAM TOKEN
import { setTimeout } from "node:timers/promises";
import { EventSourceParserStream } from "eventsource-parser/stream";

const [stream, token] = process.argv.slice(2);
const headers = { Accept: "text/event-stream", Authorization: `Bearer ${token}` };

async function listen() {
  const response = await fetch(stream, { headers });
  if (!response.ok) throw new Error(await response.text());
  if (response.status === 204) return true;
  const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const { event, id, data } of events) {
    headers["Last-Event-ID"] = id;
    console.log(JSON.stringify({ event, id, data: JSON.parse(data) }));
  }
  return false;
}

// What fetch throws when the network fails is a TypeError.
const isCut = (error) => error instanceof TypeError;
const tryAgain = async (error) => (isCut(error) ? setTimeout(500, false) : Promise.reject(error));

while (!(await listen().catch(tryAgain)));
