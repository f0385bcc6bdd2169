import { createApi } from "../shared/api.js";

const PatienceMs = 3000;
const LeastLifeMs = 5000;

// The page that embeds or opened this one. Tokens are requested from it until it stops answering.
const host = window.parent !== window ? window.parent : window.opener;
let isAsked = Boolean(host);

let origins = [];
let token = null;
let waiting = [];
let end = () => {};

/**
 * Starts the session: with the session cookie when this page has the origin of the front end, else with a token from
 * the embedding or opening page. Tokens are accepted only from the configured origins and kept only in memory.
 * `cameLate` is called when a token arrives after the wait for it has ended, and `ended` when a request shows that the
 * session has ended or the user is banned or deleted.
 */
export function startSession(config, cameLate, ended) {
  origins = config.origins ?? [];
  end = ended;
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== host || !origins.includes(origin)) return;
    if (data?.type !== "clerksync:token" || typeof data.token !== "string") return;
    token = data.token;
    const isLate = !isAsked;
    isAsked = true;
    waiting.forEach((resolve) => resolve());
    waiting = [];
    if (isLate) cameLate();
  });
}

/** Calls routes with other headers. Describes an outage in words for a user, not for an operator. */
export function createAccountApi(findHeaders) {
  const send = createApi(new URL("../", document.baseURI), findHeaders);
  return async (method, ...request) => {
    try {
      return await send(method, ...request);
    } catch (problem) {
      // Only reads are retried.
      if (problem.status === 0) {
        problem.message = `The server does not answer.${method === "GET" ? " Trying again…" : ""}`;
      }
      throw problem;
    }
  };
}

/** Calls a route of the functions as the signed-in user. */
export async function call(...request) {
  try {
    return await send(...request);
  } catch (problem) {
    if (problem.status === 401 || problem.code === "user_barred") end(problem);
    throw problem;
  }
}

const send = createAccountApi(async () => {
  if (isAsked && !isFresh()) await askForToken();
  return token ? { authorization: `Bearer ${token}` } : {};
});

/**
 * Requests a token from the other page. A token lives for a minute, so a new one is requested shortly before the old
 * one expires. The message contains no secret.
 */
async function askForToken() {
  const arrived = new Promise((resolve) => waiting.push(resolve));
  host.postMessage({ type: "clerksync:token-wanted" }, "*");
  await Promise.race([arrived, new Promise((resolve) => setTimeout(resolve, PatienceMs))]);
  if (isFresh()) return;
  token = null;
  isAsked = false;
}

function isFresh() {
  if (!token) return false;
  try {
    const claims = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(atob(claims)).exp * 1000 - Date.now() > LeastLifeMs;
  } catch {
    // The functions report any problem with the token.
    return true;
  }
}
