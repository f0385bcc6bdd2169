import { Root } from "./functions.js";

let everywhere = "";

/** Sets options, such as the data folder, that are added to every command. Returns whether they have changed. */
export function useOptions(given = "") {
  const isNew = given !== everywhere;
  everywhere = given;
  return isNew;
}

/** Formats a shell command. Words from outside are quoted, so that pasting the line runs nothing else. */
export const cli = (...words) => ["./clerksync", ...words.map(quote), everywhere].filter(Boolean).join(" ");

/** Formats a request as a curl command. $KEY is a function key. The line never contains the key of this page. */
export function curl(method, path, query = {}) {
  const parameters = Object.entries(query)
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => `${name}=${encode(value)}`);
  const url = `${Root}${path}${parameters.length ? `?${parameters.join("&")}` : ""}`;
  // The response has no newline at its end, and the prompt would follow it on the same line.
  return `curl -w "\\n" ${method === "GET" ? "" : `-X ${method} `}-H "x-functions-key: $KEY" "${url}"`;
}

/** Encodes text for a path or a query. The result is also safe within double quotes. */
const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*~]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

const quote = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${String(word).replaceAll("'", `'\\''`)}'`);

const Options = { outcome: "--outcome", type: "--type", clerkId: "--clerk-id", cause: "--cause", since: "--since" };

/** Converts a filter to command-line options; null when the command does not support a part of it. */
function filterOptions(filter) {
  const used = Object.entries(filter).filter(([, value]) => value);
  return used.every(([name]) => name in Options || name === "failed")
    ? used.flatMap(([name, value]) => (name === "failed" ? ["--failed"] : [Options[name], value]))
    : null;
}

/** A command with a filter, and the equivalent curl command. */
export function filterCommands(words, method, path, filter) {
  const options = filterOptions(filter);
  const lines = [["curl line", curl(method, path, filter)]];
  return options ? [["command", cli(...words, ...options)], ...lines] : lines;
}
