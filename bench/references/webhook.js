// Shared by all references: an HTTP server that verifies a delivery and passes it to a function.
const http = require("node:http");
const { Webhook } = require("svix");

const webhook = new Webhook(process.env.SECRET);

/** Serves the endpoint. `apply` receives Clerk's user, and resolves when the user is stored. */
exports.serve = (apply) =>
  http
    .createServer((request, response) => {
      const chunks = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", async () => {
        try {
          const event = webhook.verify(Buffer.concat(chunks).toString(), request.headers);
          await apply(event.data);
          answer(response, 200, '{"ok":true}');
        } catch (error) {
          console.error(error);
          answer(response, 500, '{"ok":false}');
        }
      });
    })
    .listen(Number(process.env.PORT), "127.0.0.1");

exports.emailOf = (user) =>
  user.email_addresses.find((address) => address.id === user.primary_email_address_id)?.email_address ?? null;

function answer(response, status, body) {
  response.writeHead(status, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
}
