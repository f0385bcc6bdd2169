import { h, redraw } from "../shared/dom.js";
import { openDialog } from "../shared/dialog.js";
import { button, codeBlock } from "../shared/parts.js";
import { act, toast, toastProblem } from "../shared/toast.js";
import { call, emailOf } from "./clerk.js";

// Account pages opened from here, each with a function that creates a new token for it.
const opened = new Map();

addEventListener("message", ({ source, origin, data }) => {
  const page = opened.get(source);
  if (!page || origin !== page.origin || data?.type !== "clerksync:token-wanted") return;
  act(null, async () => source.postMessage({ type: "clerksync:token", token: await page.renew() }, origin));
});

/** Signs in as a user: opens the account page, or shows a token. */
export async function openSignIn(user, { account }) {
  try {
    const { data: memberships } = await call("GET", `/v1/users/${user.id}/organization_memberships?limit=500`);
    draw(user, account, memberships);
  } catch (problem) {
    toastProblem(problem);
  }
}

function draw(user, account, memberships) {
  const token = h("div", { class: "tight" });
  const organization = h(
    "select",
    {},
    h("option", { value: "" }, "Personal account"),
    memberships.map((one) => h("option", { value: one.organization.id }, `${one.organization.name} (${one.role})`)),
  );
  const dialog = openDialog(
    `Sign in as ${emailOf(user) || user.id}`,
    memberships.length > 0 && h("label", { class: "field" }, "Works in", organization),
    token,
    h(
      "div",
      { class: "buttons" },
      button("Close", () => dialog.close()),
      button("Get a token", () => act(null, showToken)),
      account && button("Open the account page", () => act(null, openAccount), { class: "primary" }),
    ),
  );

  async function startSession() {
    const session = await call("POST", "/v1/sessions", {
      user_id: user.id,
      active_organization_id: organization.value || null,
    });
    return async () => (await call("POST", `/v1/sessions/${session.id}/tokens`)).jwt;
  }

  async function showToken() {
    const renew = await startSession();
    redraw(
      token,
      h("p", { class: "soft" }, "Valid for 60 seconds. Send it as Authorization: Bearer …"),
      codeBlock(await renew(), "token", "long"),
    );
  }

  /** The page requests a new token when it needs one, so it still works after a token's minute. */
  async function openAccount() {
    // Opened during the click, because browsers block pages that are opened later as pop-ups.
    const page = window.open(account);
    if (!page) return toast("The browser has blocked the page.", "bad");
    const session = startSession();
    opened.set(page, { origin: new URL(account).origin, renew: async () => (await session)() });
    try {
      await session;
    } catch (problem) {
      opened.delete(page);
      page.close();
      throw problem;
    }
    dialog.close();
  }
}
