/** Who somebody is: a guest at first, an account when they want one, and what they may do with all that is theirs. */

import { ask, become, isGuest, leave, person, send } from "./api.js";
import { confirm, show } from "./dialogs.js";
import { find, make } from "./dom.js";
import { save } from "./files.js";
import { attempt, explain } from "./refusing.js";
import { say } from "./words.js";

export function setUp() {
  const button = find("#account");
  const update = () =>
    (button.textContent = isGuest() ? say("sign_in") : person().user.display_name || person().user.email);
  button.addEventListener("click", () => (isGuest() ? enter() : tell()));
  document.addEventListener("person", update);
  update();
}

function enter(isNew = true) {
  const failure = make("p", { class: "failure", role: "alert", hidden: true });
  const field = (name, label, more) => make("label", {}, label, make("input", { name, required: true, ...more }));
  const form = make(
    "form",
    { onsubmit: (event) => submit(event, { dialog, failure, isNew }) },
    isNew ? make("p", {}, say("sign_up_hint")) : null,
    field("email", say("email"), { type: "email", autocomplete: "email", maxlength: 254 }),
    field("password", say("password"), {
      type: "password",
      autocomplete: isNew ? "new-password" : "current-password",
      minlength: isNew ? 8 : 1,
    }),
    failure,
    make(
      "div",
      { class: "acts" },
      make("button", {}, say(isNew ? "sign_up" : "sign_in")),
      make(
        "button",
        { type: "button", class: "quiet", onclick: () => (dialog.close(), enter(!isNew)) },
        say(isNew ? "have_account" : "no_account"),
      ),
    ),
  );
  const dialog = show(say(isNew ? "sign_up" : "sign_in"), form);
}

async function submit(event, { dialog, failure, isNew }) {
  event.preventDefault();
  const form = Object.fromEntries(new FormData(event.target));
  try {
    become(await ask("POST", isNew ? "/auth/register/" : "/auth/login/", form));
    dialog.close();
  } catch (error) {
    failure.textContent = !isNew && error.status === 401 ? say("wrong_password") : explain(error);
    failure.hidden = false;
  }
}

function tell() {
  const { user } = person();
  const act = (label, deed, kind = "quiet") =>
    make("button", { type: "button", class: kind, onclick: () => attempt(deed) }, label);
  const consent = make("input", {
    type: "checkbox",
    checked: user.preferences.share === true,
    onchange: ({ target }) => attempt(() => keep({ preferences: { share: target.checked } })),
  });
  const dialog = show(
    user.display_name || user.email,
    make("p", {}, user.email),
    make("label", { class: "check" }, consent, say("consent")),
    make(
      "div",
      { class: "acts" },
      act(say("my_data"), download),
      act(say("sign_out"), () => signOut(dialog)),
      act(say("delete_account"), () => erase(dialog), "quiet danger"),
    ),
  );
}

async function keep(changes) {
  become({ ...person(), user: await ask("PATCH", "/users/me/", changes) });
}

async function download() {
  await save(await send("GET", "/users/me/data/"), "arena.json");
}

async function signOut(dialog) {
  await ask("POST", "/auth/logout/", {}).catch(() => {});
  leave();
  dialog.close();
  location.assign(location.pathname);
}

async function erase(dialog) {
  if (!(await confirm(say("delete_account_sure"), say("delete_account")))) return;
  await ask("DELETE", "/users/me/");
  leave();
  dialog.close();
  location.assign(location.pathname);
}
