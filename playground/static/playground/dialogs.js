/** Dialogs: a question with an answer in text, a question with yes or no, and anything else. */

import { make } from "./dom.js";
import { say } from "./words.js";

export function show(title, ...content) {
  const id = `dialog-${Date.now()}`;
  const close = make(
    "button",
    { type: "button", class: "quiet close", "aria-label": say("close"), onclick: () => dialog.close() },
    "×",
  );
  const dialog = make(
    "dialog",
    { "aria-labelledby": id, onclose: () => dialog.remove() },
    make("header", {}, make("h2", { id }, title), close),
    ...content,
  );
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** What was written, or null. */
export function prompt(title, { label, value, most }) {
  return new Promise((resolve) => {
    const field = make("input", { name: "text", value, maxlength: most, dir: "auto", required: true });
    const submit = (event) => (event.preventDefault(), resolve(field.value.trim()), dialog.close());
    const form = make(
      "form",
      { onsubmit: submit },
      make("label", {}, label, field),
      make("div", { class: "acts" }, make("button", {}, say("save"))),
    );
    const dialog = show(title, form);
    dialog.addEventListener("close", () => resolve(null));
    field.select();
  });
}

export function confirm(question, act) {
  return new Promise((resolve) => {
    const agree = make(
      "button",
      { type: "button", class: "danger", onclick: () => (resolve(true), dialog.close()) },
      act,
    );
    const cancel = make("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, say("cancel"));
    const dialog = show(question, make("div", { class: "acts" }, agree, cancel));
    dialog.addEventListener("close", () => resolve(false));
  });
}
