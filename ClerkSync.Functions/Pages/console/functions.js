import { createApi } from "../shared/api.js";
import { readStored, store } from "../shared/storage.js";

const Stored = "clerksync-function-key";

let key = readStored("sessionStorage", Stored);

/** Stores the key until the browser's tab is closed. It is sent only in a header. */
export function rememberKey(given) {
  key = given;
  store("sessionStorage", Stored, given);
}

/** Whether a key was entered. It may be empty, for a host that requires none. */
export const hasKey = () => key !== null;

/** The base URL of the routes. */
export const Root = new URL("../", document.baseURI).href;

const send = createApi(Root, () => (key ? { "x-functions-key": key } : {}));
let rejected = () => {};

/** Sets the function that is called when a request is rejected because the key is missing or wrong. */
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
