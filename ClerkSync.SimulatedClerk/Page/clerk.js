import { readStored, store } from "../shared/storage.js";

const Stored = "simulated-clerk-secret-key";

let key = readStored("localStorage", Stored);
let locked = () => {};

/** Calls a function when a request is rejected because the key is missing or wrong. */
export const onLocked = (listener) => (locked = listener);

export function remember(given) {
  key = given;
  store("localStorage", Stored, given);
}

/** The token of the link is good for one browser; it leaves the address so that no history keeps it. */
export async function redeemLink() {
  const token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  const response = token && (await fetch("/page/key", { method: "POST", body: token }));
  if (response?.ok) remember((await response.json()).secret_key);
}

/** Calls the Backend API, or what drives the simulation. */
export async function call(method, path, body) {
  const response = await send(method, path, body);
  if (response.status === 401) locked();
  const answer = await response.json();
  if (!response.ok) {
    const message = answer.errors?.[0]?.long_message ?? `The simulated Clerk answered with HTTP ${response.status}.`;
    throw Object.assign(new Error(message), { status: response.status });
  }
  return answer;
}

async function send(method, path, body) {
  try {
    return await fetch(path, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
  } catch {
    throw Object.assign(new Error("The simulated Clerk does not answer."), { status: 0 });
  }
}

export const emailOf = (user) =>
  user.email_addresses.find(({ id }) => id === user.primary_email_address_id)?.email_address ?? "";

export const nameOf = (user) => [user.first_name, user.last_name].filter(Boolean).join(" ");
