/** Sets the title of the browser's tab. */
export const nameTab = (page) => (document.title = page ? `${page} · ClerkSync` : "ClerkSync console");
