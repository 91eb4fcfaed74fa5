/** The arena page: puts its parts together, and knows which keys and addresses mean what. */

import "./page.js";
import * as account from "./account.js";
import { ask } from "./api.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { find } from "./dom.js";
import { History } from "./history.js";
import { attempt } from "./refusing.js";
import { judge } from "./voting.js";

const conversation = new Conversation(find("#conversation"), { judge });
const history_ = new History({ open, leave: begin });

function open(id) {
  history.pushState(null, "", `?session=${id}`);
  return arrive();
}

/** A new session, of the mode that was chosen last. */
function begin() {
  history.pushState(null, "", location.pathname);
  return arrive();
}

async function arrive() {
  const id = new URLSearchParams(location.search).get("session");
  history_.mark(id);
  if (id) return attempt(() => conversation.open(id), { retry: arrive });
  conversation.close();
  find("#question").focus();
}

conversation.addEventListener("begin", ({ detail }) => history.pushState(null, "", `?session=${detail.id}`));
conversation.addEventListener("next", begin);
// Where the focus is lost, it goes to what was asked for.
conversation.addEventListener("opened", ({ detail: view }) => {
  if (document.activeElement === document.body) view?.element.focus({ preventScroll: true });
});
conversation.addEventListener("asked", ({ detail: view }) => {
  if (document.body.dataset.mode !== "direct") view.element.focus({ preventScroll: true });
  view.element.scrollIntoView({ block: "start" });
});
conversation.addEventListener("change", () => entitle());

/** Once its first answer is there, a session has a name and stands in the list. */
async function entitle() {
  const { session, isSpeaking } = conversation;
  if (!session || isSpeaking || session.isListed) return;
  session.isListed = true;
  if (!session.title) await attempt(() => entitleOnce(session));
  history_.current = session.id;
  history_.load();
}

async function entitleOnce(session) {
  const { title } = await ask("POST", `/sessions/${session.id}/generate_title/`, {});
  session.title = title;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && conversation.isSpeaking) attempt(() => conversation.stop());
  // Letters and numbers mean something only where a turn has the focus: elsewhere they are for writing.
  else if (event.target.closest(".turn") && !event.target.closest("input, textarea, select, summary")) press(event);
});

function press(event) {
  if (event.key === "Enter" && event.target.closest("button, a")) return;
  const view = conversation.views.find(({ element }) => element.contains(event.target));
  const isTaken = view?.keys?.(event.key) || begins(event.key);
  if (isTaken) event.preventDefault();
}

const begins = (key) => key === "n" && Boolean(begin());

find("#examples").addEventListener("click", ({ target }) => {
  if (target.tagName !== "BUTTON") return;
  find("#question").value = target.textContent;
  find("#question").focus();
});
addEventListener("popstate", arrive);
find("#new").addEventListener("click", begin);
account.setUp();
attempt(async () => {
  const models = (await ask("GET", "/models/")).filter((model) => model.is_active && !model.random_only);
  find("#only-demo").hidden = models.some(({ provider }) => provider !== "demo");
  new Composer({ conversation, models });
  await arrive();
});
