// Verifies tokens with Clerk's own verifier, at the time that the test gives, and prints its verdicts and the claims that it reads.
import { createClerkClient, verifyToken } from "@clerk/backend";

const { now, apiUrl, jwtKey, authorizedParties, tokens } = JSON.parse(await new Response(process.stdin).text());
Date.now = () => now;
const secretKey = "sk_test_made0up0for0the0tests";
const publishableKey = `pk_test_${Buffer.from("clerk.example.com$").toString("base64")}`;
const clerk = createClerkClient({ secretKey, apiUrl, publishableKey, jwtKey, telemetry: { disabled: true } });

const verdict = (token, options) =>
  verifyToken(token, { ...options, authorizedParties }).then(
    () => "accepted",
    (error) => error.reason ?? `${error}`,
  );

const read = async (token) => {
  const request = new Request("http://localhost:3000/", { headers: { authorization: `Bearer ${token}` } });
  const auth = (await clerk.authenticateRequest(request, { authorizedParties })).toAuth();
  if (!auth?.userId) return null;
  const scoped = (kind, name) => ["user", "org"].filter((scope) => auth.has({ [kind]: `${scope}:${name}` }));
  return {
    userId: auth.userId,
    sessionId: auth.sessionId,
    actor: auth.actor?.sub ?? null,
    organizationId: auth.orgId ?? null,
    slug: auth.orgSlug ?? null,
    role: auth.orgRole ?? null,
    permissions: auth.orgPermissions ?? [],
    pro: scoped("plan", "pro"),
    exports: scoped("feature", "exports"),
  };
};

const answers = {};
for (const [name, token] of Object.entries(tokens)) {
  const byPem = await verdict(token, { jwtKey });
  answers[name] = {
    byPem,
    byJwks: await verdict(token, { secretKey, apiUrl }),
    claims: byPem === "accepted" ? await read(token) : null,
  };
}

console.log(JSON.stringify(answers));
