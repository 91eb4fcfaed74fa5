/** A shared conversation: what the server has sent as plain text, drawn as the Markdown it is. */

import "./page.js";
import { Markdown } from "./markdown.js";

for (const element of document.querySelectorAll("[data-markdown]")) {
  const text = element.textContent;
  element.classList.remove("plain");
  new Markdown(element).write(text);
}
