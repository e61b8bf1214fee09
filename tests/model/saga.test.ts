/**
 * The saga, exhausted: every interleaving of what can happen to an order, and to two orders that want
 * the last unit. What runs are the real handlers, commands and decisions of orders and inventory; the
 * databases, the queues and the payment provider around them are modelled (see README.md).
 *
 * Bounds. One unit of one SKU, one unit per order. Events arrive in any order, each any time later; a
 * reservation may run out once at any time; the provider may authorise, decline, or do either later. A
 * buyer may cancel once, at any moment, and staff may once ship and once pay back a part. One order alone: one fault
 * at any place. Two orders: no fault with all wishes, or one fault in both together without. A fault is
 * a payment job that is delivered again (also while it runs), whose worker dies between any two steps,
 * whose call to the provider arrives after everybody has given up on it, or that ends in the dead
 * letters. MODEL_FAULTS=2 searches one order with two faults, which takes some minutes.
 */
import { describe, expect, it } from 'vitest';
import { type Exploration, explore } from './explore.js';
import { createLifeGraph, type LifeGraph } from './life-graph.js';
import { placedOrder, type Wish } from './order-life.js';
import { isQuiescent, restlessness } from './rules.js';
import { oneOrder, twoOrders } from './systems.js';

const allWishes: Wish[] = ['the buyer cancels', 'staff pay back a part', 'staff ship'];
const soloFaults = Number(process.env['MODEL_FAULTS'] ?? 1);

const statusesAtRest = (graph: LifeGraph): string[] => {
  const lives = Array.from({ length: graph.size() }, (_, id) => graph.life(id));
  return [...new Set(lives.filter(isQuiescent).map(({ order }) => order.status))].toSorted();
};

function report(what: string, { states, transitions, violation }: Exploration): void {
  const [some, steps] = [states, transitions].map((count) => count.toLocaleString('en'));
  process.stdout.write(`${what}: ${some} states, ${steps} transitions\n`);
  expect(violation && [...violation.faults, ...violation.trace].join('\n')).toBeNull();
}

describe('every interleaving', () => {
  it('of one order, whatever others do to the stock, keeps its money and comes to rest', async () => {
    const graph = createLifeGraph(placedOrder(allWishes), { faultsMax: soloFaults });
    report(`One order, ${soloFaults} fault(s)`, await explore(oneOrder(graph)));
    expect(restlessness(graph)).toEqual([]);
    expect(statusesAtRest(graph)).toEqual(['CANCELLED', 'CONFIRMED', 'REJECTED', 'SHIPPED']);
  });

  it('of two orders for the last unit sells it once', async () => {
    const graph = createLifeGraph(placedOrder(allWishes), { faultsMax: 0 });
    report('Two orders, all wishes', await explore(twoOrders(graph, 0)));
    expect(restlessness(graph)).toEqual([]);
  });

  it('of two orders for the last unit sells it once when something goes wrong', async () => {
    const graph = createLifeGraph(placedOrder([]), { faultsMax: 1 });
    report('Two orders, one fault', await explore(twoOrders(graph, 1)));
    expect(restlessness(graph)).toEqual([]);
  });

  it('without any inbox breaks no rule either: each decision absorbs its own repetition', async () => {
    const graph = createLifeGraph(placedOrder([]), { faultsMax: 1, inbox: false });
    report('One order, no inbox, one repetition', await explore(oneOrder(graph)));
    expect(restlessness(graph)).toEqual([]);
  });
});
