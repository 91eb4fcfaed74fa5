/** The one place that speaks to the API: who asks, in which words it refuses, and where the next page of a list is. */

import { forget, recall, remember } from "./store.js";

const ROOT = document.documentElement.dataset.api;
const PUBLIC = /^\/(auth|models|leaderboard|shared)\//;

/** What the API refuses, by its code; `offline` is ours: nobody answered. */
export class Refused extends Error {
  constructor(code, { detail = "", status = 0, fields = {}, run = null, wait = 0 } = {}) {
    super(detail || code);
    Object.assign(this, { code, detail, status, fields, run, wait });
  }
}

/** A parsed answer, or null where there is no content. */
export async function ask(method, path, body, options) {
  const response = await send(method, path, body, options);
  return response.status === 204 ? null : read(response);
}

/** An answer as it comes, for streams and files. Signs in as a guest when nobody has signed in. */
export async function send(method, path, body, { signal, headers = {} } = {}) {
  if (!PUBLIC.test(path)) await enter();
  let response = await request(method, path, { body, signal, headers });
  if (response.status === 401 && !PUBLIC.test(path)) {
    await renew();
    response = await request(method, path, { body, signal, headers });
  }
  if (!response.ok) throw await refusalOf(response);
  return response;
}

async function request(method, path, { body, signal, headers }) {
  const json = body === undefined ? {} : { "Content-Type": "application/json" };
  try {
    return await fetch(ROOT + path, {
      method,
      signal,
      headers: { ...credentials(path), ...json, ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "omit",
    });
  } catch (error) {
    throw error.name === "AbortError" ? error : new Refused("offline");
  }
}

/** An answer that breaks off has not been given. */
export async function read(response) {
  try {
    return await response.json();
  } catch (error) {
    throw error.name === "AbortError" ? error : new Refused("offline");
  }
}

async function refusalOf(response) {
  const told = await response.json().catch(() => ({}));
  const wait = Number(response.headers.get("Retry-After")) || 0;
  return new Refused(told.code ?? "internal", { ...told, status: response.status, wait });
}

/** Every row of a list, page by page. */
export async function askAll(path) {
  const rows = [];
  for (let next = path; next;) {
    const response = await send("GET", next);
    rows.push(...(await read(response)));
    next = nextPage(response);
  }
  return rows;
}

export function nextPage(response) {
  const found = /<([^>]+)>; rel="next"/.exec(response.headers.get("Link") ?? "");
  if (!found) return null;
  const address = new URL(found[1], location.href);
  return address.pathname.slice(ROOT.length) + address.search;
}

// Who asks.

export const person = () => recall("person");
export const isGuest = () => person()?.user.is_anonymous ?? true;

function credentials(path) {
  const known = person();
  if (!known || (PUBLIC.test(path) && !/^\/auth\/(register|login|google|logout|password)/.test(path))) return {};
  if (known.anonymous_token) return { "X-Anonymous-Token": known.anonymous_token };
  return { Authorization: `Bearer ${known.tokens.access}` };
}

let entering = null;

/** Two requests at once make one guest. */
function enter() {
  if (person()) return null;
  entering ??= ask("POST", "/auth/anonymous/", {})
    .then(become)
    .finally(() => (entering = null));
  return entering;
}

/** An account's token is renewed; whoever has lapsed begins as somebody new. */
async function renew() {
  const known = person();
  if (known?.anonymous_token || !known?.tokens?.refresh) return startOver();
  try {
    const { access } = await ask("POST", "/auth/refresh/", { refresh: known.tokens.refresh });
    become({ ...known, tokens: { ...known.tokens, access } });
  } catch (error) {
    if (error.status !== 401) throw error;
    return startOver();
  }
}

function startOver() {
  leave();
  return enter();
}

export function become(entry) {
  remember("person", entry);
  document.dispatchEvent(new Event("person"));
}

export function leave() {
  forget("person");
  document.dispatchEvent(new Event("person"));
}
