const SvgNamespace = "http://www.w3.org/2000/svg";

/**
 * Builds an element. Children that are text stay text, so a name is never read as HTML.
 * An attribute that starts with "on" is a listener; one that is null, undefined or false is left out.
 * A click or submit whose listener returns a promise is ignored until that is settled: two clicks act once.
 */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Builds an SVG element in the same way. */
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

/** Marks the button as busy. It is not disabled, because a disabled button loses the focus. */
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
 * Replaces the content of an element. The focus stays on the same control, and unfolded parts stay unfolded. If the
 * control no longer exists, the page or the dialog gets the focus, and keeps its scroll position.
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

/** Focuses the redrawn control; the page when the control no longer exists. */
export const focusSuccessor = (control) =>
  (controlsLike(document.body, nameOf(control))[0] ?? document.querySelector("main")).focus({ preventScroll: true });

const Controls = "a, button, input, select, summary, [tabindex]";

/** The name of a control, and its index among controls with this name. */
function findPlace(element, control) {
  const name = nameOf(control);
  return { name, index: controlsLike(element, name).indexOf(control) };
}

const controlsLike = (element, name) =>
  [...element.querySelectorAll(Controls)].filter((control) => nameOf(control) === name);

/** `data-focus` names a control whose text changes, or that is in a list. */
const nameOf = (control) =>
  control.dataset.focus ??
  [control.tagName, control.getAttribute("aria-label"), control.getAttribute("href"), control.textContent].join();

let lastId = 0;

/** Returns an id that is unique in the page. */
export const newId = (prefix) => `${prefix}-${++lastId}`;
