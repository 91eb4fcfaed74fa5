/** Files that a browser saves. */

import { make } from "./dom.js";

export async function save(response, name) {
  const address = URL.createObjectURL(await response.blob());
  make("a", { href: address, download: name }).click();
  // It is read after this turn of the loop.
  setTimeout(() => URL.revokeObjectURL(address));
}
