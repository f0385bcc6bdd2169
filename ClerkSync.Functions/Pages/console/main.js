import { h } from "../shared/dom.js";
import { closeDialogs } from "../shared/dialog.js";
import { empty } from "../shared/parts.js";
import { drawRail, markCurrent, showCounts } from "./rail.js";
import { createRouter } from "./router.js";
import { hasKey, onRejected } from "./functions.js";
import { showKeyForm } from "./key.js";
import { overview } from "./overview.js";
import { failures } from "./failures.js";
import { deliveries } from "./deliveries.js";
import { delivery } from "./delivery.js";
import { people } from "./people.js";
import { person } from "./person.js";
import { runs } from "./runs.js";
import { run } from "./run.js";
import { access } from "./access/access.js";
import { incidents } from "./access/incidents.js";
import { ledger } from "./access/ledger.js";
import { isKeyRejected, onStatus, pollStatus, refreshStatus } from "./status-feed.js";
import { useOptions } from "./terminal.js";
import { nameTab } from "./title.js";

const Routes = [
  ["", overview],
  ["failures", failures],
  ["deliveries", deliveries],
  ["deliveries/:svixId", delivery],
  ["people", people],
  ["people/:clerkId", person],
  ["runs", runs],
  ["runs/:id", run],
  ["access", access],
  ["access/incidents", incidents],
  ["access/ledger", ledger],
  ["access/:step", access],
];

const content = document.getElementById("content");
let isFirst = true;
let isOpen = false;

drawRail(document.querySelector(".rail"));
const { go, stop } = createRouter(Routes, show);
onRejected(() => {
  if (!isOpen) return;
  isOpen = false;
  stop();
  closeDialogs();
  showKeyForm(content, go);
});
onStatus(new AbortController().signal, useStatus);
go();
pollStatus(() => isOpen);

/** Shows a page, or the form for the key when there is none. */
async function show(pattern, view, signal) {
  markCurrent(pattern);
  closeDialogs();
  if (isOpen) refreshStatus();
  const isRejected = !isOpen && (!hasKey() || (await isKeyRejected()));
  if (signal.aborted) return;
  isOpen = !isRejected;
  if (isRejected) return showKeyForm(content, go);
  const page = view ? view() : empty("There is no such page", "The address may be from another version.");
  content.replaceChildren(h("div", { class: "stack" }, page));
  nameTab(content.querySelector("h1")?.textContent);
  if (!isFirst) {
    content.focus();
    scrollTo(0, 0);
  }
  isFirst = false;
}

/** Updates the navigation on every page. Redraws the page when the options of its commands become known. */
function useStatus(status) {
  if (!status) return;
  showCounts(status);
  if (useOptions(status.commandOptions) && !isFirst) go();
}
