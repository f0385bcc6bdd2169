import { Root } from "./functions.js";

let everywhere = "";

/** Adds options to every command from now on, such as the data folder. Returns whether they differ from those before. */
export function useOptions(given = "") {
  const isNew = given !== everywhere;
  everywhere = given;
  return isNew;
}

/** A line for a shell. Words of others are quoted, so that pasting one runs nothing. */
export const cli = (...words) => ["./clerksync", ...words.map(quote), everywhere].filter(Boolean).join(" ");

/** The request as curl. $KEY is a function key. The line never contains the key of this page. */
export function curl(method, path, query = {}) {
  const parameters = Object.entries(query)
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => `${name}=${encode(value)}`);
  const url = `${Root}${path}${parameters.length ? `?${parameters.join("&")}` : ""}`;
  // The answer ends without a newline, so that the prompt would follow it on its line.
  return `curl -w "\\n" ${method === "GET" ? "" : `-X ${method} `}-H "x-functions-key: $KEY" "${url}"`;
}

/** For a path or a query, and safe within double quotes. */
const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*~]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

const quote = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${String(word).replaceAll("'", `'\\''`)}'`);

const Options = { outcome: "--outcome", type: "--type", clerkId: "--clerk-id", cause: "--cause", since: "--since" };

/** The filter as options of a command; null when the command has no option for a part of it. */
function filterOptions(filter) {
  const used = Object.entries(filter).filter(([, value]) => value);
  return used.every(([name]) => name in Options || name === "failed")
    ? used.flatMap(([name, value]) => (name === "failed" ? ["--failed"] : [Options[name], value]))
    : null;
}

/** A command with a filter, and the same as curl. */
export function filterCommands(words, method, path, filter) {
  const options = filterOptions(filter);
  const lines = [["curl line", curl(method, path, filter)]];
  return options ? [["command", cli(...words, ...options)], ...lines] : lines;
}
