const SvgNamespace = "http://www.w3.org/2000/svg";

/**
 * Builds an element. Children that are text stay text, so a name is never read as HTML.
 * An attribute that starts with "on" is a listener; one that is null, undefined or false is left out.
 * A click or submit whose listener returns a promise is ignored until that is settled: two clicks act once.
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
    if (name === "onclick" || name === "onsubmit") element.addEventListener(name.slice(2), oneAtATime(value));
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => !isAbsent(child)));
  return element;
}

/** Its button is busy meanwhile. It is not disabled, because a disabled button loses the focus. */
function oneAtATime(listener) {
  let isRunning = false;
  return async (event) => {
    if (isRunning) return event.preventDefault();
    const running = listener(event);
    if (!(running instanceof Promise)) return;
    const control = event.submitter ?? event.currentTarget;
    isRunning = true;
    control.setAttribute("aria-busy", "true");
    control.setAttribute("aria-disabled", "true");
    try {
      await running;
    } finally {
      isRunning = false;
      control.removeAttribute("aria-busy");
      control.removeAttribute("aria-disabled");
    }
  };
}

const isAbsent = (value) => value === null || value === undefined || value === false;

/**
 * Replaces the content of an element. The focus stays on the same control, and what was unfolded stays unfolded. When the
 * control is gone, the focus goes to the page or the dialog, and not to its beginning.
 */
export function redraw(element, ...children) {
  const active = document.activeElement;
  const focused = element !== active && element.contains(active) ? active : null;
  const place = focused && findPlace(element, focused);
  const unfolded = new Set([...element.querySelectorAll("details[open]")].map((details) => details.textContent));
  element.replaceChildren(...children.flat(Infinity).filter((child) => !isAbsent(child)));
  for (const details of element.querySelectorAll("details")) details.open ||= unfolded.has(details.textContent);
  if (!focused) return;
  const control = controlsLike(element, place.name)[place.index] ?? element.closest("dialog > .content, main");
  control?.focus({ preventScroll: true });
}

/** Focuses what a control became when it was drawn anew; the page when it is gone. */
export const focusSuccessor = (control) =>
  (controlsLike(document.body, nameOf(control))[0] ?? document.querySelector("main")).focus({ preventScroll: true });

const Controls = "a, button, input, select, summary, [tabindex]";

/** What a control is called, and which of those with this name it is. */
function findPlace(element, control) {
  const name = nameOf(control);
  return { name, index: controlsLike(element, name).indexOf(control) };
}

const controlsLike = (element, name) =>
  [...element.querySelectorAll(Controls)].filter((control) => nameOf(control) === name);

/** `data-focus` names a control whose text changes, or that stands in a list. */
const nameOf = (control) =>
  control.dataset.focus ??
  [control.tagName, control.getAttribute("aria-label"), control.getAttribute("href"), control.textContent].join();

let lastId = 0;

/** An id that no other element of the page has. */
export const newId = (prefix) => `${prefix}-${++lastId}`;
