import { call } from "./stripe.js";

const PageSize = 100;
const MostPages = 10;

/** The maximum number of objects of a kind to read, newest first. */
export const MostRead = PageSize * MostPages;

/** Everything that the page shows. */
export async function readObjects() {
  const [{ now }, customers, subscriptions, prices, charges, disputes] = await Promise.all([
    call("GET", "/v1/simulate/page"),
    list("customers"),
    list("subscriptions", "&status=all"),
    list("prices", "&expand[]=data.product"),
    list("charges"),
    list("disputes"),
  ]);
  return { now, customers, subscriptions, prices: prices.filter(({ recurring }) => recurring), charges, disputes };
}

async function list(path, query = "") {
  const read = [];
  for (let page = 0; page < MostPages; page++) {
    const after = page === 0 ? "" : `&starting_after=${read.at(-1).id}`;
    const { data, has_more: hasMore } = await call("GET", `/v1/${path}?limit=${PageSize}${query}${after}`);
    read.push(...data);
    if (!hasMore) break;
  }
  return read;
}

/** The name of a price's product. The price of an item has only the product's id. */
export function productOf({ prices }, price) {
  const product = prices.find(({ id }) => id === price.id)?.product;
  return product?.name ?? price.lookup_key ?? price.id;
}

export const chargesOf = ({ charges }, customer) => charges.filter((charge) => charge.customer === customer.id);

export const disputeOf = ({ disputes }, charge) => disputes.find((dispute) => dispute.charge === charge.id);
