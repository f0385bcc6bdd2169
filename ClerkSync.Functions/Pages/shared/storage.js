/** The browser's storage. In a frame of another site, the browser may deny access; the page then remembers nothing. */
export function readStored(area, name) {
  try {
    return globalThis[area].getItem(name);
  } catch {
    return null;
  }
}

/** Null removes the value. */
export function store(area, name, value) {
  try {
    if (value === null) globalThis[area].removeItem(name);
    else globalThis[area].setItem(name, value);
  } catch {
    // Without storage, the value is kept until the page is closed.
  }
}
