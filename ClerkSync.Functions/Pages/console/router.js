/**
 * Shows the page that the part of the URL after the # names, starting with the first `go`. This part stays in the
 * browser, so no server logs a filter or an email in it.
 */
export function createRouter(routes, show) {
  let controller = new AbortController();

  async function go() {
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    const { path, query } = parse(location.hash);
    const [pattern, view, params] = find(routes, path);
    await show(pattern, view && (() => view({ params, query, signal })), signal);
  }

  addEventListener("hashchange", go);
  return { go, stop: () => controller.abort() };
}

function parse(hash) {
  const [path, search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return { path: path.replace(/\/$/, ""), query: Object.fromEntries(new URLSearchParams(search)) };
}

/** The link to a page. */
export function linkTo(path, query = {}) {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  return `#/${path}${search.size ? `?${search}` : ""}`;
}

/** Puts a filter into the URL without loading a page. */
export const replaceQuery = (path, query) => history.replaceState(null, "", linkTo(path, query));

function find(routes, path) {
  const parts = path === "" ? [] : path.split("/").map(decode);
  for (const [pattern, view] of routes) {
    const names = pattern === "" ? [] : pattern.split("/");
    if (names.length !== parts.length) continue;
    if (names.every((name, index) => (name.startsWith(":") ? parts[index] !== null : name === parts[index]))) {
      const params = names.flatMap((name, index) => (name.startsWith(":") ? [[name.slice(1), parts[index]]] : []));
      return [pattern, view, Object.fromEntries(params)];
    }
  }
  return [null, null, {}];
}

/** Decodes a part of the URL; null when it is malformed. */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
