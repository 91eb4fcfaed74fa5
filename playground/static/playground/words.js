/** What the page says, in the language it was sent in. */

const table = JSON.parse(document.getElementById("words").textContent);

export const language = document.documentElement.lang;

/** say("tokens", { count: 3 }): a sentence of the table, with its plural, and its {names} filled in. */
export function say(key, values = {}) {
  const plural = "count" in values ? `${key}.${plurals.select(values.count)}` : key;
  const sentence = table[plural] ?? table[`${key}.other`] ?? table[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

const plurals = new Intl.PluralRules(language);

export const has = (key) => key in table || `${key}.other` in table;

/** Numbers and times as the language writes them. */
export const number = (value, options) => new Intl.NumberFormat(language, options).format(value);

export function when(time) {
  const days = Math.round((new Date(time) - Date.now()) / 86_400_000);
  const nearby = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (days > -7) return nearby.format(days, "day");
  return new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(new Date(time));
}
