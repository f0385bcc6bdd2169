import { number } from "../shared/format.js";
import { createCall } from "../simulated/key.js";

/** Calls the Backend API, or a route that controls the simulation. */
export const call = createCall(
  "Clerk",
  (body) => new Blob([JSON.stringify(body)], { type: "application/json" }),
  ({ errors }) => errors?.[0]?.long_message,
);

export const emailOf = (user) =>
  user.email_addresses.find(({ id }) => id === user.primary_email_address_id)?.email_address ?? "";

export const nameOf = (user) => [user.first_name, user.last_name].filter(Boolean).join(" ");

/** "50 of 1,200"; empty when the total is 0. */
export const shownOf = (shown, total) => (total === 0 ? "" : `${number(shown)} of ${number(total)}`);
