// Asks one side, or without a question hears what it is saying: node with_ai_sdk.mjs ARENA TOKEN SESSION SIDE [QUESTION]
import { DefaultChatTransport, generateId, readUIMessageStream } from "ai";

const [arena, token, session, side, question] = process.argv.slice(2);
const format = `?stream_format=ui&side=${side}`;

const transport = new DefaultChatTransport({
  api: `${arena}/messages/stream/${format}`,
  headers: { Authorization: `Bearer ${token}` },
  body: { session_id: session },
  prepareReconnectToStreamRequest: ({ id }) => ({ api: `${arena}/sessions/${id}/stream/${format}` }),
});

function ask() {
  const messages = [{ id: generateId(), role: "user", parts: [{ type: "text", text: question }] }];
  return transport.sendMessages({ chatId: session, trigger: "submit-message", messages });
}

const stream = question ? await ask() : await transport.reconnectToStream({ chatId: session });
let message = null;
const errors = [];
if (stream) {
  const onError = (error) => errors.push(error.message);
  for await (message of readUIMessageStream({ stream, onError }));
}
console.log(JSON.stringify({ message, errors }));
