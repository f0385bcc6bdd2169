/** A failed request: the error in its problem+json response, or a sentence about the status. */
export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail ?? sentenceOf(status));
    this.status = status;
    this.code = body?.code ?? null;
  }

  /** A 404 of the host and not of a route: this version of the functions does not have the route. */
  get isMissingRoute() {
    return this.status === 404 && this.code === null;
  }
}

/** Logs an error that is a bug in the page. An error response and a cancellation are not bugs. */
export function logBug(error) {
  if (!("status" in error) && error.name !== "AbortError") console.error(error);
}

function sentenceOf(status) {
  switch (status) {
    case 0:
      return "The functions do not answer. Are they running?";
    case 401:
      return "The request was rejected: the key or the session is missing, wrong or expired.";
    case 404:
      return "These functions do not have this route. A newer version has it.";
    default:
      return `The functions answered with HTTP ${status}.`;
  }
}

/** Creates the function that calls the routes below a root. */
export function createApi(root, findHeaders) {
  return async function call(method, path, { query = {}, body, signal } = {}) {
    const url = new URL(path, root);
    for (const [name, value] of Object.entries(query)) {
      if (value !== null && value !== undefined && value !== "") url.searchParams.set(name, value);
    }
    const response = await send(url, {
      method,
      signal,
      headers: { ...(await findHeaders()), ...(body && { "content-type": "application/json" }) },
      body: body && JSON.stringify(body),
      cache: "no-store",
    });
    const answer = await readJson(response);
    if (!response.ok) throw new Problem(response.status, answer);
    return answer;
  };
}

async function send(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0);
  }
}

async function readJson(response) {
  const text = await response.text();
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
