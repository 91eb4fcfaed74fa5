/** Makes elements. Text goes in as text: nothing here, or anywhere in these pages, is parsed as HTML. */

const SVG = "http://www.w3.org/2000/svg";

/** make("a", { href, class, onclick }, "text", child, null, …) */
export function make(tag, attributes = {}, ...children) {
  return dress(document.createElement(tag), attributes, children);
}

export function draw(tag, attributes = {}, ...children) {
  return dress(document.createElementNS(SVG, tag), attributes, children);
}

function dress(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  // One by one: as arguments of one call they would have to fit on the stack.
  for (const child of children.flat()) if (child != null) element.append(child);
  return element;
}

export const find = (selector, within = document) => within.querySelector(selector);

/** A copy of a template of the page. */
export const copyOf = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
