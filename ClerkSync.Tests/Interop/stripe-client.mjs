// Calls the simulated Stripe with Stripe's own client, which knows only its address, and prints the results.
import Stripe from "stripe";

const { BaseUrl, Key } = JSON.parse(await new Response(process.stdin).text());
const { hostname, port } = new URL(BaseUrl);
const options = { host: hostname, port, protocol: "http", telemetry: false, maxNetworkRetries: 0 };
const stripe = new Stripe(Key, options);

const product = await stripe.products.create({ name: "pro" });
const price = await stripe.prices.create({
  product: product.id,
  currency: "usd",
  unit_amount: 1000,
  lookup_key: "pro_monthly",
  recurring: { interval: "month" },
});
const frozen_time = Math.floor(Date.UTC(2026, 0, 1) / 1000);
const clock = await stripe.testHelpers.testClocks.create({ frozen_time });
const customer = await stripe.customers.create({
  name: "Zoë 😀",
  metadata: { clerk_id: "user_1" },
  test_clock: clock.id,
  invoice_settings: { default_payment_method: "pm_card_visa" },
});
const first = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }], trial_period_days: 3 });
await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: frozen_time + 4 * 86400 });
const then = await stripe.subscriptions.retrieve(first.id, { expand: ["items.data.price.product"] });
for (let i = 0; i < 29; i++) await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });

let walked = 0;
for await (const _ of stripe.subscriptions.list({ status: "all", limit: 7, customer: customer.id })) walked++;
const rejected = await new Stripe("sk_test_wrong", options).customers.list().catch((error) => error.statusCode);
const missing = await stripe.customers.retrieve("cus_unknown").catch((error) => error.code);

console.log(
  JSON.stringify({
    walked,
    statuses: [first.status, then.status].join(),
    name: (await stripe.customers.retrieve(customer.id)).name,
    product: then.items.data[0].price.product.name,
    rejected,
    missing,
  }),
);
