/** Buttons that copy: an answer as the Markdown it was written in, a link, the code of a block. */

import { announce } from "./announcing.js";
import { say } from "./words.js";

const SHOWN = 1500;

function textOf(button) {
  if (button.textToCopy) return button.textToCopy();
  return button.closest("pre").querySelector("code").textContent;
}

/** Pages without TLS have no clipboard, but may copy what is selected. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("button[data-copy]");
  if (!button) return;
  await copy(textOf(button));
  const label = button.textContent;
  button.textContent = say("copied");
  announce(say("copied"));
  setTimeout(() => (button.textContent = label), SHOWN);
});
