// Validates responses and events, one JSON object per line, against Clerk's OpenAPI files, and prints the errors of each.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import Ajv from "ajv";
import { parse } from "yaml";

const read = (name) => parse(readFileSync(new URL(`clerk-openapi/${name}`, import.meta.url), "utf8"));

// OpenAPI 3.0 has "nullable" where JSON Schema has the type "null". Next to $ref, allOf and oneOf it needs an anyOf.
function toJsonSchema(node) {
  if (Array.isArray(node)) return node.map(toJsonSchema);
  if (node === null || typeof node !== "object") return node;
  const { nullable, discriminator, example, ...rest } = node;
  const schema = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, toJsonSchema(value)]));
  return nullable === true ? { anyOf: [{ type: "null" }, schema] } : schema;
}

function resolve(document, node) {
  return node?.$ref ? node.$ref.slice(2).split("/").reduce((at, name) => at[name], document) : node;
}

function load(name, correct = () => {}) {
  const document = read(name);
  correct(document.components.schemas);
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(toJsonSchema({ $id: name, components: document.components }), name);
  const compiled = new Map();
  const validate = (schema, value) => {
    const key = JSON.stringify(schema);
    if (!compiled.has(key)) {
      compiled.set(key, ajv.compile(JSON.parse(JSON.stringify(toJsonSchema(schema)).replaceAll('"#/', `"${name}#/`))));
    }
    const check = compiled.get(key);
    return check(value) ? [] : check.errors.map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  };
  return { document, validate };
}

const api = load("bapi-2026-05-12.yml");
// The file contradicts itself: a session event is a Session with a user, but a Session allows no additional property.
const webhooks = load("webhooks-2025-04-15.yml", (schemas) => delete schemas.Session.additionalProperties);

function validateAnswer({ method, route, status, body }) {
  const operation = api.document.paths[route]?.[method.toLowerCase()];
  if (!operation) return [`Clerk has no ${method} ${route}`];
  // Every route can respond with 401, 404 or 429, even if the file does not list the status.
  const response =
    resolve(api.document, operation.responses[status]) ?? (status >= 400 && api.document.components.responses.ClerkErrors);
  if (!response) return [`Clerk's ${method} ${route} has no answer ${status}`];
  return api.validate(response.content["application/json"].schema, body);
}

function validateEvent(event) {
  const webhook = webhooks.document["x-webhooks"][event.type];
  if (!webhook) return [`Clerk has no event ${event.type}`];
  return webhooks.validate(webhook.post.requestBody.content["application/json"].schema, event);
}

for await (const line of createInterface({ input: process.stdin })) {
  const item = JSON.parse(line);
  const errors = item.event ? validateEvent(item.event) : validateAnswer(item);
  console.log(JSON.stringify({ what: item.event?.type ?? `${item.method} ${item.route} ${item.status}`, errors }));
}
