/** Names the browser's tab after a page. */
export const nameTab = (page) => (document.title = page ? `${page} · ClerkSync` : "ClerkSync console");
