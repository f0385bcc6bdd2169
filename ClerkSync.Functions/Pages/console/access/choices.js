/** Choices of earlier steps, until the page is left. */
export const choices = { source: null };

/** Returns `clerk` or `postgres`. */
export const sourceOf = (status) => choices.source ?? (status.source === "postgres" ? "postgres" : "clerk");
