/** What was chosen in an earlier step, until the page is left. */
export const choices = { source: null };

/** `clerk` or `postgres`. */
export const sourceOf = (status) => choices.source ?? (status.source === "postgres" ? "postgres" : "clerk");
