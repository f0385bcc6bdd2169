// Reads {secret, id, timestamp, body} as lines of JSON, and prints the headers that svix signs, one line each.
import { createInterface } from "node:readline";
import { Webhook } from "svix";

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, id, timestamp, body } = JSON.parse(line);
  const signature = new Webhook(secret).sign(id, new Date(timestamp * 1000), body);
  console.log(JSON.stringify({ id, timestamp: String(timestamp), signature }));
}
