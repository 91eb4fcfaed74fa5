/** What every page has: its colours, its language, and buttons that copy. */

import "./copying.js";
import { find } from "./dom.js";
import { recall, remember } from "./store.js";

const root = document.documentElement;

function paintTheme(theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
}

paintTheme(recall("theme"));

find("#theme").addEventListener("change", ({ target }) => {
  remember("theme", target.value);
  paintTheme(target.value);
});
find("#theme").value = recall("theme") ?? "";

/** The server writes the page in another language; it remembers the choice by this cookie, which nothing else reads. */
find("#language").addEventListener("change", ({ target }) => {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `language=${target.value}; path=/; max-age=31536000; samesite=lax${secure}`;
  location.reload();
});
