/** What a screen reader is told: few sentences, one after the other, and none while an answer is being written. */

import { find } from "./dom.js";

let last = Promise.resolve();

/** A region that gets the same text twice says it once: it is emptied in between. */
export function announce(sentence) {
  last = last.then(async () => {
    const region = find("#announcements");
    region.textContent = "";
    await new Promise((resolve) => setTimeout(resolve, 60));
    region.textContent = sentence;
  });
}
