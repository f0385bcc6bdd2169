// Calls the simulated Clerk with Clerk's own client, which knows only its address, and prints the results.
import { createClerkClient, verifyToken } from "@clerk/backend";

const { apiUrl, secretKey, jwtKey, issuer } = JSON.parse(await new Response(process.stdin).text());
// Tests send no telemetry.
const telemetry = { disabled: true };
const clerk = createClerkClient({ secretKey, apiUrl, telemetry });

const ids = [];
let totalCount = 0;
for (let offset = 0; ; offset += 100) {
  const page = await clerk.users.getUserList({ limit: 100, offset, orderBy: "+created_at" });
  ids.push(...page.data.map((user) => user.id));
  totalCount = page.totalCount;
  if (page.data.length < 100) break;
}

const id = ids[0];
const before = await clerk.users.getUser(id);
const merged = await clerk.users.updateUserMetadata(id, {
  publicMetadata: { plan: "pro", nested: { kept: true } },
  privateMetadata: { note: "Zoë 😀" },
});
const removed = await clerk.users.updateUserMetadata(id, { publicMetadata: { plan: null, nested: { more: 1 } } });
const renamed = await clerk.users.updateUser(id, { firstName: "Renamed" });
const found = await clerk.users.getUserList({ userId: [ids[1], ids[2]], limit: 10 });
const byEmail = await clerk.users.getUserList({ emailAddress: [before.primaryEmailAddress.emailAddress] });
const banned = await clerk.users.banUser(id);

const created = await clerk.users.createUser({ emailAddress: ["made@example.com"], firstName: "Made" });
const organization = await clerk.organizations.createOrganization({ name: "Acme & Söhne", createdBy: created.id });
const memberships = await clerk.users.getOrganizationMembershipList({ userId: created.id });
const session = await clerk.sessions.createSession({ userId: created.id });
const { jwt } = await clerk.sessions.getToken(session.id);
const byJwks = await verifyToken(jwt, { secretKey, apiUrl });
const byPem = await verifyToken(jwt, { jwtKey, authorizedParties: ["http://localhost:3000"] });
const rejectedParty = await verifyToken(jwt, { jwtKey, authorizedParties: ["https://elsewhere.example"] }).catch((e) => e.reason);
const request = new Request("http://localhost:3000/", { headers: { authorization: `Bearer ${jwt}` } });
const publishableKey = `pk_test_${Buffer.from("clerk.example.com$").toString("base64")}`;
const state = await createClerkClient({ secretKey, apiUrl, publishableKey, jwtKey, telemetry }).authenticateRequest(request);

await clerk.users.deleteUser(ids[3]);
const gone = await clerk.users.getUser(ids[3]).catch((error) => ({ status: error.status, code: error.errors[0].code }));
const badKey = createClerkClient({ secretKey: "sk_test_wrong", apiUrl, telemetry });
const rejected = await badKey.users.getUser(id).catch((error) => error.status);

console.log(
  JSON.stringify({
    ids,
    totalCount,
    email: before.primaryEmailAddress.emailAddress,
    merged: merged.publicMetadata,
    privateMetadata: merged.privateMetadata,
    removed: removed.publicMetadata,
    firstName: renamed.firstName,
    found: found.data.map((user) => user.id),
    byEmail: byEmail.data.map((user) => user.id),
    banned: banned.banned,
    createdId: created.id,
    organization: organization.name,
    roles: memberships.data.map((membership) => membership.role),
    issuerIsOurs: byJwks.iss === issuer && byPem.iss === issuer,
    subjects: [byJwks.sub, byPem.sub],
    version: byJwks.v,
    rejectedParty,
    signedInAs: state.toAuth()?.userId,
    gone,
    rejected,
  }),
);
