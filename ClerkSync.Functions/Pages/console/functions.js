import { createApi } from "../shared/api.js";
import { readStored, store } from "../shared/storage.js";

const Stored = "clerksync-function-key";

let key = readStored("sessionStorage", Stored);

/** The key lives as long as the browser's tab, and is sent in a header only. */
export function rememberKey(given) {
  key = given;
  store("sessionStorage", Stored, given);
}

/** Whether a key was given. It may be empty, for a host that asks for none. */
export const hasKey = () => key !== null;

/** The address below which the routes are. */
export const Root = new URL("../", document.baseURI).href;

const send = createApi(Root, () => (key ? { "x-functions-key": key } : {}));
let rejected = () => {};

/** Calls a function when a request is rejected because the key is missing or wrong. */
export const onRejected = (listener) => (rejected = listener);

/** Calls a route of the functions. */
export async function call(...request) {
  try {
    return await send(...request);
  } catch (problem) {
    if (problem.status === 401) rejected();
    throw problem;
  }
}
