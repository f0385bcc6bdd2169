/** What has been chosen in earlier steps and is saved by the last one. */
export const choices = { source: null, customerId: null };

/** `clerk` or `postgres`. */
export const sourceOf = (status) => choices.source ?? (status.source === "postgres" ? "postgres" : "clerk");
