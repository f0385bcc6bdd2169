const Numbers = new Intl.NumberFormat("en-US");
const Clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const ClockWithSeconds = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const Day = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric" });
const DayOfYear = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", year: "numeric" });
const Full = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "long" });

/** The short name of the browser's time zone. */
export const Zone = new Intl.DateTimeFormat("en-US", { timeZoneName: "short" })
  .formatToParts()
  .find(({ type }) => type === "timeZoneName").value;
const Ago = new Intl.RelativeTimeFormat("en-US", { numeric: "always", style: "short" });
const Units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

export const number = (value) => Numbers.format(value);

/** "1 delivery", "3 deliveries". */
export const count = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;

/** A share from 0 to 1. */
export const percent = (share) => `${Math.round(share * 100)} %`;

/** The number of decimals for the amounts of one list. Lists with small costs have more. */
export const decimalsOf = (values) => (values.some((value) => value !== 0 && Math.abs(value) < 1) ? 4 : 2);

/** Formats US dollars. A cost that is too small for the decimals is not shown as zero. */
export function dollars(value, digits = decimalsOf([value])) {
  if (value > 0 && value < 0.0001) return "<$0.0001";
  const style = { style: "currency", currency: "USD", minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString("en-US", style);
}

/** Formats US dollars without unnecessary decimals. */
export function roundDollars(value) {
  const style = { style: "currency", currency: "USD", minimumFractionDigits: 2, maximumFractionDigits: 6 };
  return value.toLocaleString("en-US", style);
}

export function duration(milliseconds) {
  if (milliseconds === null || milliseconds === undefined) return "–";
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
  return milliseconds < 3_600_000
    ? `${Math.round(milliseconds / 60_000)} min`
    : `${(milliseconds / 3_600_000).toFixed(1)} h`;
}

/** Rounds a number greater than 0 up to 1, 2 or 5 times a power of ten. */
export function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5].map((factor) => factor * power).find((round) => round >= value) ?? 10 * power;
}

/** Rounds milliseconds up in the same way, in the unit that `duration` uses. */
export function roundUpDuration(milliseconds) {
  const unit = [3_600_000, 60_000, 1000].find((one) => milliseconds > one);
  if (!unit) return Math.max(1, roundUp(milliseconds));
  const parts = milliseconds / unit;
  return (unit === 3_600_000 ? roundUp(parts) : [2, 5, 10, 20, 30, 60].find((round) => round >= parts)) * unit;
}

/** A duration that is a round number. */
export const roundDuration = (milliseconds) => duration(milliseconds).replace(".0 ", " ");

/** The time of day, with the date unless it is today, and with the year unless it is this year. */
export function clock(time, withSeconds = false) {
  const [at, now] = [new Date(time), new Date()];
  const text = (withSeconds ? ClockWithSeconds : Clock).format(at);
  if (at.toDateString() === now.toDateString()) return text;
  return `${(at.getFullYear() === now.getFullYear() ? Day : DayOfYear).format(at)}, ${text}`;
}

/** Adds the time zone to the label of times. */
export const withZone = (text) => `${text} (${Zone})`;

export const day = (date) => Day.format(new Date(date));

export const fullTime = (time) => Full.format(new Date(time));

export function ago(time) {
  const seconds = Math.max(0, Math.round((Date.now() - new Date(time)) / 1000));
  if (seconds < 2) return "now";
  const [unit, size] = Units.find(([, length]) => seconds >= length);
  return Ago.format(-Math.floor(seconds / size), unit);
}

/** Formats a row's value. Values other than text are shown as JSON. */
export const valueText = (value) =>
  value === null || value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value);
