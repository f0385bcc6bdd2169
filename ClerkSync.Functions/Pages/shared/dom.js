const SvgNamespace = "http://www.w3.org/2000/svg";

/**
 * Builds an element. Children that are text stay text, so a name is never read as HTML.
 * An attribute that starts with "on" is a listener; one that is null, undefined or false is left out.
 */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SvgNamespace, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (isAbsent(value)) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => !isAbsent(child)));
  return element;
}

const isAbsent = (value) => value === null || value === undefined || value === false;

/** Replaces the content of an element and keeps the focus on the control with the same data-focus. */
export function redraw(element, ...children) {
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset?.focus : undefined;
  element.replaceChildren(...children.flat(Infinity).filter((child) => !isAbsent(child)));
  if (focused) {
    [...element.querySelectorAll("[data-focus]")].find((control) => control.dataset.focus === focused)?.focus();
  }
}

let lastId = 0;

/** An id that no other element of the page has. */
export const newId = (prefix) => `${prefix}-${++lastId}`;
