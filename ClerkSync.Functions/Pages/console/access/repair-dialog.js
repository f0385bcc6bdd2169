import { logBug } from "../../shared/api.js";
import { h, redraw } from "../../shared/dom.js";
import { openDialog } from "../../shared/dialog.js";
import { button, code, codeLines, notice } from "../../shared/parts.js";
import { table } from "../../shared/table.js";
import { toast } from "../../shared/toast.js";
import { call } from "../functions.js";
import { cli, curl } from "../terminal.js";

/** Shows the row of an incident's account before and after the repair, and writes the repair after approval. */
export function openRepair(incident, refresh) {
  const path = `ops/access/incidents/${incident.id}`;
  const controller = new AbortController();
  const { signal } = controller;
  const state = h("p", { class: "quiet", role: "status" }, "Loading…");
  const body = h("div", { class: "tight" });
  const dialog = openDialog(`Incident ${incident.id}`, h("div", { class: "tight" }, state, body));
  dialog.addEventListener("close", () => controller.abort());
  load();

  async function load() {
    try {
      const repair = await call("GET", `${path}/repair`, { signal });
      state.textContent = "";
      draw(repair);
    } catch (problem) {
      explain("The change cannot be shown", problem);
    }
  }

  function draw(repair) {
    const isWritten = repair.written.length > 0;
    redraw(
      body,
      isWritten && [
        h("p", {}, "The row of ", code(repair.table), " with ", code(`${repair.key} = ${repair.clerkId}`), ":"),
        table("The change", Columns, repair.written),
        h("p", { class: "soft" }, "Only these columns are written, and only if they still have these values."),
      ],
      repair.left.length > 0 && [
        h("p", {}, isWritten ? "Make the other changes yourself:" : "Make every change of this incident yourself:"),
        table("Changes to make yourself", ChangeColumns, repair.left),
      ],
      isWritten && [
        codeLines([
          ["command", cli("access", "approve", `${incident.id}`)],
          ["curl line", approveLine(path, repair.version)],
        ]),
      ],
      h(
        "div",
        { class: "buttons" },
        button(isWritten ? "Cancel" : "Close", () => dialog.close(), { "data-focus": "close" }),
        isWritten && button("Approve", () => approve(repair.version), { class: "primary", "data-focus": "approve" }),
      ),
    );
  }

  async function approve(version) {
    state.textContent = "Writing and checking again…";
    redraw(body, h("progress", { "aria-label": "Progress" }));
    try {
      const { report } = await call("POST", `${path}/approve`, { body: { version } });
      dialog.close();
      toast(...describe(report));
      await refresh();
    } catch (problem) {
      // Only this error guarantees that nothing was written. Any other failure may have happened after the write.
      const isRejected = problem.code === "repair_rejected";
      explain(isRejected ? "Nothing was written" : "It is not known whether the change was written", problem);
      await refresh();
    }
  }

  function explain(title, problem) {
    logBug(problem);
    if (signal.aborted) return;
    state.textContent = "";
    redraw(
      body,
      notice("bad", title, problem.message),
      h(
        "div",
        { class: "buttons" },
        button("Close", () => dialog.close(), { class: "primary", "data-focus": "close" }),
      ),
    );
  }
}

const Columns = [
  { title: "Column", class: "strong mono", draw: ({ field }) => field.split(".").at(-1) },
  { title: "Is", class: "long mono", isNamed: true, draw: ({ from }) => from ?? "null" },
  { title: "Will be", class: "long mono strong", isNamed: true, draw: ({ to }) => to ?? "null" },
];

/** The columns of the table of proposed changes. */
export const ChangeColumns = [
  { title: "Field", class: "wide long mono", draw: ({ field }) => field },
  { title: "Is", class: "long mono", isNamed: true, draw: ({ from }) => from ?? "absent" },
  {
    title: "Must be",
    class: "long mono strong",
    isNamed: true,
    draw: ({ to, isForPerson }) => to ?? (isForPerson ? "for you to decide" : "absent"),
  },
];

const approveLine = (path, version) =>
  `${curl("POST", `${path}/approve`)} -H "content-type: application/json" -d '${JSON.stringify({ version })}'`;

/** The text and the kind of a toast. */
function describe({ problem, found }) {
  if (problem) return [`Written, but not verified. ${problem}`, "bad"];
  return found === 0
    ? ["Written, and verified: the account has no incident."]
    : ["Written. The account still has an incident.", "bad"];
}
