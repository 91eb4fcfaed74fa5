/** What a browser remembers between visits. Where it may keep nothing, the page remembers until it is closed. */

const fallback = new Map();

function open() {
  try {
    localStorage.setItem("arena.probe", "1");
    localStorage.removeItem("arena.probe");
    return localStorage;
  } catch {
    return null;
  }
}

const storage = open();

export function recall(name) {
  const kept = storage ? storage.getItem(`arena.${name}`) : fallback.get(name);
  try {
    return kept == null ? null : JSON.parse(kept);
  } catch {
    return null;
  }
}

export function remember(name, value) {
  const kept = JSON.stringify(value);
  if (storage) storage.setItem(`arena.${name}`, kept);
  else fallback.set(name, kept);
}

export function forget(name) {
  storage?.removeItem(`arena.${name}`);
  fallback.delete(name);
}
