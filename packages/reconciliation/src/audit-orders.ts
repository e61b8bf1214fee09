/**
 * One pass over all orders: what orders, inventory and the provider hold true of each, side by side.
 * What disagrees between books that do not commit together is a suspect, to be looked at again.
 */
import { countOrders, findOrders, streamOrders } from './books/orders.js';
import { findStock, streamStock } from './books/stock.js';
import type { OrderCheck, OrderFacts } from './check.js';
import { orderChecks } from './checks/order-checks.js';
import { type Joined, mergeByKey } from './merge.js';
import type { Run } from './run.js';
import { missingBook, type Sources } from './sources.js';

/** Order ids that one round looks up; more than these are breaches without a second look. */
const suspectsMax = 10_000;

export const activeOrderChecks = (run: Run): OrderCheck[] =>
  orderChecks.filter(({ needs }) => !missingBook(run.sources, needs, run.providerName));

/** Examines every order; answers the ids of those to be looked at again. */
export async function auditOrders(run: Run): Promise<Set<string>> {
  const { sources, tally, progress, signal } = run;
  for (const check of orderChecks) {
    const reason = missingBook(sources, check.needs, run.providerName);
    if (reason) tally.skip(check, reason);
    else tally.of(check);
  }
  const { orders } = sources.databases;
  const total = orders && (await countOrders(orders));
  const suspects = new Set<string>();
  const checks = activeOrderChecks(run);
  let done = 0;
  for await (const batch of streamFacts(sources)) {
    signal?.throwIfAborted();
    for (const facts of batch) examine(run, checks, facts, suspects);
    progress('orders', (done += batch.length), total && Math.max(total, done));
  }
  return suspects;
}

function examine(
  { tally, limits }: Run,
  checks: readonly OrderCheck[],
  facts: OrderFacts,
  suspects: Set<string>,
): void {
  for (const check of checks) {
    const finding = check.inspect(facts, limits);
    if (finding === undefined) continue;
    tally.of(check).examined += 1;
    if (!finding) continue;
    const mayWait = !check.isAtomic && !finding.isNotice;
    if (mayWait && (suspects.has(facts.id) || suspects.size < suspectsMax)) suspects.add(facts.id);
    else tally.add(check, subjectOf(facts, check), finding);
  }
}

/** How an order is called in the report. */
export const subjectOf = ({ id, order }: OrderFacts, { remedy }: OrderCheck) =>
  order ? { subject: order.number, id, remedy } : { subject: id, remedy };

async function* streamFacts({ databases, provider }: Sources): AsyncGenerator<OrderFacts[]> {
  const { orders, inventory } = databases;
  const streams = {
    order: orders && { pages: streamOrders(orders), keyOf: (row: { id: string }) => row.id },
    stock: inventory && { pages: streamStock(inventory), keyOf: ofOrder },
    account: provider && { pages: provider.stream(), keyOf: ofOrder },
  };
  for await (const batch of mergeByKey(streams as never)) yield batch.map(toFacts);
}

const ofOrder = (row: { orderId: string }) => row.orderId;

function toFacts({ key, rows }: Joined<unknown>): OrderFacts {
  const { order, stock, account } = rows as Partial<OrderFacts>;
  return { id: key, order: order ?? null, stock: stock ?? null, account: account ?? null };
}

/** What is known now of these orders. */
export async function findFacts(
  { databases: { orders, inventory }, provider }: Sources,
  ids: readonly string[],
): Promise<OrderFacts[]> {
  // Keys that only the provider knows need not be ids of ours.
  const uuids = ids.filter((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id));
  const [found, stock, accounts] = await Promise.all([
    orders ? findOrders(orders, uuids) : [],
    inventory ? findStock(inventory, uuids) : [],
    provider ? provider.find(ids) : [],
  ]);
  const byId = new Map(ids.map((id) => [id, { id, order: null, stock: null, account: null }]));
  const facts = byId as Map<string, OrderFacts>;
  for (const order of found) facts.get(order.id)!.order = order;
  for (const each of stock) facts.get(each.orderId)!.stock = each;
  for (const account of accounts) facts.get(account.orderId)!.account = account;
  return [...facts.values()];
}
