/** The search can fail: each case breaks one decision, and the search finds how that comes to harm. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type * as Reservations from '../../subgraphs/inventory/src/domain/reservation.js';
import type {
  Decision,
  OrderCommand,
  OrderState,
} from '../../subgraphs/orders/src/domain/order.js';
import type * as Decisions from '../../subgraphs/orders/src/domain/order-decisions.js';
import { explore } from './explore.js';
import { createLifeGraph } from './life-graph.js';
import { placedOrder } from './order-life.js';
import { restlessness } from './rules.js';
import { oneOrder, twoOrders } from './systems.js';

type Decide = typeof Decisions.decide;
type DecideConfirmed = typeof Reservations.decideConfirmed;
type DecidePlaced = typeof Reservations.decidePlaced;
type DecideCancelled = typeof Reservations.decideCancelled;

const broken = vi.hoisted(() => ({
  decide: null as ((decide: Decide) => Decide) | null,
  decideConfirmed: null as ((decide: DecideConfirmed) => DecideConfirmed) | null,
  decidePlaced: null as ((decide: DecidePlaced) => DecidePlaced) | null,
  decideCancelled: null as ((decide: DecideCancelled) => DecideCancelled) | null,
}));

vi.mock('../../subgraphs/orders/src/domain/order-decisions.js', async (original) => {
  const real = await original<typeof Decisions>();
  const decide: Decide = (...args) => (broken.decide?.(real.decide) ?? real.decide)(...args);
  return { ...real, decide };
});
vi.mock('../../subgraphs/inventory/src/domain/reservation.js', async (original) => {
  const real = await original<typeof Reservations>();
  const decideConfirmed: DecideConfirmed = (...args) =>
    (broken.decideConfirmed?.(real.decideConfirmed) ?? real.decideConfirmed)(...args);
  const decidePlaced: DecidePlaced = (...args) =>
    (broken.decidePlaced?.(real.decidePlaced) ?? real.decidePlaced)(...args);
  const decideCancelled: DecideCancelled = (...args) =>
    (broken.decideCancelled?.(real.decideCancelled) ?? real.decideCancelled)(...args);
  return { ...real, decideConfirmed, decidePlaced, decideCancelled };
});

afterEach(() =>
  Object.assign(broken, {
    decide: null,
    decideConfirmed: null,
    decidePlaced: null,
    decideCancelled: null,
  }),
);

/** What is found first, and how it came to it. */
async function counterexample(system: 'one order' | 'two orders', faultsMax = 0) {
  const graph = createLifeGraph(placedOrder(['the buyer cancels']), { faultsMax });
  const { violation } = await explore(
    system === 'one order' ? oneOrder(graph) : twoOrders(graph, faultsMax),
  );
  process.stdout.write(`${violation?.faults.join('\n')}\n  ${violation?.trace.join('\n  ')}\n`);
  return { faults: violation?.faults, trace: violation?.trace ?? [] };
}

/** Decides as it should, and then changes what came of `type`. */
const after =
  (type: OrderCommand['type'], change: (decision: Decision, order: OrderState) => Decision) =>
  (decide: Decide): Decide =>
  (order, command) => {
    const decision = decide(order, command);
    return command.type === type ? change(decision, order) : decision;
  };

const withoutEvent =
  (name: string) =>
  (decision: Decision): Decision =>
    decision.outcome === 'CHANGED'
      ? { ...decision, events: decision.events.filter((event) => event.name !== name) }
      : decision;

describe('the search finds', () => {
  it('a unit promised twice, when it is set aside without a look at the stock', async () => {
    const plenty = new Map([['MUG-BLUE', 1]]);
    broken.decidePlaced = (decide) => (found, lines) => decide(found, lines, plenty);
    const { faults, trace } = await counterexample('two orders');
    expect(faults).toContain('more is reserved than is on hand');
    expect(trace.length).toBeLessThan(30);
    expect(trace.findLast((line) => !line.startsWith('=>'))).toContain('handles OrderPlaced');
  });

  it('stock set aside for nobody, when a confirmation overlooks what is set aside', async () => {
    broken.decideConfirmed = (decide) => (found, lines, available) =>
      decide(
        found?.status === 'RESERVED' ? { ...found, status: 'REJECTED' } : found,
        lines,
        available,
      );
    const { faults } = await counterexample('two orders');
    expect(faults).toContain('the level and the reservations differ about what is reserved');
  });

  it('money kept, when a late capture of a cancelled order is not paid back', async () => {
    broken.decide = after('capturePayment', (decision, { status }) =>
      status === 'CANCELLED' ? { outcome: 'IGNORED' } : decision,
    );
    const { faults, trace } = await counterexample('one order');
    expect(faults).toContain('an order that has ended holds money');
    expect(trace.length).toBeLessThan(20);
  });

  it('an authorisation left behind, when a cancelled order does not ask for it back', async () => {
    broken.decide = after('cancel', withoutEvent('PaymentCancelRequested'));
    const { faults } = await counterexample('one order', 1);
    expect(faults).toContain('an order that has ended holds an authorisation');
  });

  it('an order stuck, when the expiry is not heard', async () => {
    broken.decide = after('expireReservation', () => ({ outcome: 'IGNORED' }));
    const { faults } = await counterexample('one order', 1);
    expect(faults).toContain('the order is stuck: AWAITING_PAYMENT');
  });

  it('an order sold without a unit, when its confirmation is not heard', async () => {
    broken.decideConfirmed = () => () => null;
    const { faults } = await counterexample('two orders');
    expect(faults).toContain('a confirmed order has no unit');
  });

  it('stock lost, when a cancelled order keeps what it was sold', async () => {
    broken.decideCancelled = (decide) => (found) =>
      found?.status === 'COMMITTED' ? null : decide(found);
    const { faults } = await counterexample('one order');
    expect(faults).toContain('an order that has ended holds stock');
  });

  it('a refund promised twice, when a capture is recorded again', async () => {
    broken.decide = (decide) => (order, command) =>
      command.type === 'capturePayment'
        ? decide(
            { ...order, payment: { ...order.payment, capturedMinor: 0 }, refunds: [] },
            command,
          )
        : decide(order, command);
    const { faults } = await counterexample('one order', 1);
    expect(faults).toContain('more refunds are promised than was taken');
  });

  it('a circle, when a refund asks for itself again', async () => {
    broken.decide = after('completeRefund', () => ({ outcome: 'IGNORED' }));
    expect((await counterexample('one order')).faults).toContain('a refund was never paid');
    const graph = createLifeGraph(placedOrder(['the buyer cancels']), { faultsMax: 0 });
    broken.decide = (decide) => (order, command) => {
      const decision = decide(order, command);
      if (command.type !== 'completeRefund' || decision.outcome !== 'CHANGED') return decision;
      const payload = { orderId: order.id, refundId: command.refundId };
      const again = { name: 'RefundRequested', key: order.id, payload } as const;
      return { ...decision, changes: {}, events: [again] };
    };
    expect((await explore(oneOrder(graph))).violation).toBeNull();
    expect(restlessness(graph)[0]).toContain('it goes round');
  });
});
