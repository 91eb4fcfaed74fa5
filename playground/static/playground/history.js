/** What was asked before: found, opened, named, kept on top, shared, exported, deleted. */

import { ask, nextPage, person, read, send } from "./api.js";
import { confirm, prompt, show } from "./dialogs.js";
import { find, make } from "./dom.js";
import { save } from "./files.js";
import { attempt } from "./refusing.js";
import { say, when } from "./words.js";

const PATIENCE = 250;
const FORMS = { json: "json", markdown: "md", txt: "txt" };

export class History {
  /** `open` shows a session, `leave` whatever is shown in place of one that is gone. */
  constructor({ open, leave }) {
    Object.assign(this, { open, leave, current: null, next: null });
    this.list = find("#sessions");
    this.more = find("#more");
    this.search = find("#search");
    let timer;
    this.search.addEventListener(
      "input",
      () => (clearTimeout(timer), (timer = setTimeout(() => this.load(), PATIENCE))),
    );
    this.more.addEventListener("click", () => attempt(() => this.page(this.next)));
    document.addEventListener("person", () => this.load());
    this.load();
  }

  load() {
    if (!person()) return this.draw([]);
    const search = this.search.value.trim();
    return attempt(() =>
      this.page(`/sessions/?limit=40${search ? `&search=${encodeURIComponent(search)}` : ""}`, { isFirst: true }),
    );
  }

  async page(path, { isFirst = false } = {}) {
    const asked = (this.asked = Symbol(path));
    const response = await send("GET", path);
    const rows = await read(response);
    // What was typed since has its own answer.
    if (asked !== this.asked) return;
    this.next = nextPage(response);
    this.draw(isFirst ? rows : [...this.rows, ...rows]);
  }

  draw(rows) {
    this.rows = rows;
    // Nothing is drawn anew under somebody's hands unless it has changed.
    const drawn = JSON.stringify([rows, this.current, this.next]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const [pinned, others] = [rows.filter((row) => row.is_pinned), rows.filter((row) => !row.is_pinned)];
    this.list.replaceChildren(...[...pinned, ...others].map((row) => this.item(row)));
    this.more.hidden = !this.next;
    find("#no-sessions").hidden = rows.length > 0;
  }

  item(row) {
    const open = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.open(row.id);
    };
    const title = row.title || say("untitled");
    const names = row.contenders.map(({ display_name }) => display_name).join(", ");
    const link = make(
      "a",
      { href: `?session=${row.id}`, "aria-current": row.id === this.current ? "page" : null, onclick: open },
      make("span", { class: "title", dir: "auto" }, row.is_pinned ? "★ " : "", title),
      make("span", { class: "hint" }, `${names} · ${when(row.updated_at)}`),
    );
    return make("li", {}, link, this.menu(row, title));
  }

  menu(row, title) {
    const act = (label, deed) =>
      make("button", { type: "button", class: "quiet", onclick: () => ((menu.open = false), attempt(deed)) }, label);
    const menu = make(
      "details",
      { class: "menu", onkeydown: ({ key }) => key === "Escape" && (menu.open = false) },
      make("summary", { "aria-label": say("menu_of", { name: title }) }, "⋯"),
      make(
        "div",
        {},
        act(say(row.is_pinned ? "unpin" : "pin"), () => this.change(row, { is_pinned: !row.is_pinned })),
        act(say("rename"), () => this.rename(row)),
        act(say("share"), () => this.share(row)),
        Object.keys(FORMS).map((form) => act(say(`export.${form}`), () => this.export(row, form))),
        act(say("delete"), () => this.delete(row, title)),
      ),
    );
    return menu;
  }

  mark(id) {
    this.current = id;
    this.draw(this.rows ?? []);
  }

  async change(row, changes) {
    await ask("PATCH", `/sessions/${row.id}/`, changes);
    await this.load();
  }

  async rename(row) {
    const title = await prompt(say("rename"), { label: say("title"), value: row.title, most: 255 });
    if (title !== null) await this.change(row, { title });
  }

  async delete(row, title) {
    if (!(await confirm(say("delete_sure", { name: title }), say("delete")))) return;
    await ask("DELETE", `/sessions/${row.id}/`);
    if (row.id === this.current) this.leave();
    await this.load();
  }

  async share(row) {
    const { share_url: address } = await ask("POST", `/sessions/${row.id}/share/`, {});
    const copy = make("button", { type: "button", "data-copy": "" }, say("copy"));
    copy.textToCopy = () => address;
    const unshare = make(
      "button",
      {
        type: "button",
        class: "quiet",
        onclick: () => attempt(() => ask("POST", `/sessions/${row.id}/unshare/`, {}).then(() => dialog.close())),
      },
      say("unshare"),
    );
    const dialog = show(
      say("share"),
      make("p", {}, say("share_hint")),
      make("input", { readonly: true, value: address, "aria-label": say("link"), dir: "ltr" }),
      make("div", { class: "acts" }, copy, unshare),
    );
  }

  async export(row, form) {
    await save(await send("GET", `/sessions/${row.id}/export/?as=${form}`), `arena-${row.id}.${FORMS[form]}`);
  }
}
