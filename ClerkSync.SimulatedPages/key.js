import { readStored, store } from "../shared/storage.js";

const Stored = "simulated-secret-key";

let key = readStored("localStorage", Stored);
let locked = () => {};

/** Sets the function that is called with the key when a request is rejected because the key is missing or wrong. */
export const onLocked = (listener) => (locked = listener);

export function remember(given) {
  key = given;
  store("localStorage", Stored, given);
}

/**
 * Redeems the link's token, which works for one browser, and removes it from the address so that no history keeps it.
 * Returns whether there was a token and it did not work.
 */
export async function redeemLink() {
  const token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  if (!token) return false;
  const response = await fetch("/page/key", { method: "POST", body: token });
  if (response.ok) remember((await response.json()).secret_key);
  return !response.ok;
}

/**
 * Creates the function that calls a service with the key. `encode` returns the body for `fetch`, and `problemOf` returns
 * the error message in the response to a rejected request.
 */
export const createCall = (service, encode, problemOf) => async (method, path, body) => {
  const response = await send(service, path, {
    method,
    headers: { authorization: `Bearer ${key}` },
    body: body && encode(body),
  });
  if (response.status === 401) locked(key);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    const message = problemOf(answer) ?? `The simulated ${service} answered with HTTP ${response.status}.`;
    throw Object.assign(new Error(message), { status: response.status });
  }
  return answer;
};

async function send(service, path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw Object.assign(new Error(`The simulated ${service} does not answer.`), { status: 0 });
  }
}
