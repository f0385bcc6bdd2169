// Verifies deliveries, one JSON object per line, with @clerk/backend and with svix, and prints the result of each.
import { createInterface } from "node:readline";
import { isDeepStrictEqual } from "node:util";
import { verifyWebhook } from "@clerk/backend/webhooks";
import { Webhook } from "svix";

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, headers, body } = JSON.parse(line);
  const request = new Request("http://localhost/", { method: "POST", headers, body });
  const event = await verifyWebhook(request, { signingSecret: secret });
  const payload = new Webhook(secret).verify(body, headers);
  console.log(JSON.stringify({ type: event.type, id: event.data.id, same: isDeepStrictEqual(payload, JSON.parse(body)) }));
}
