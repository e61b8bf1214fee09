/**
 * Whatever comes, in whatever order and however often: money, goods and states stay sound. What the
 * provider answers is part of the sequence, sensible or not. The order has two lines of three units,
 * so that parts of it leave and come back.
 */
import { parseEvent } from '@tributary/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChanges } from '../src/domain/apply-changes.js';
import {
  isAllDelivered,
  isAllReturned,
  isAllShipped,
  priceMinor,
} from '../src/domain/fulfilment.js';
import {
  type Change,
  type OrderCommand,
  type OrderState,
  type OrderStatus,
  orderStatuses,
  refundableMinor,
  type Units,
} from '../src/domain/order.js';
import { decide } from '../src/domain/order-decisions.js';
import { remindersFor, waitOf } from '../src/domain/reminders.js';
import { addUnits } from '../src/domain/units.js';
import { anOrder, anOrderLine, commands } from './builders.js';

const kinds = Object.keys(commands) as OrderCommand['type'][];
const skus = ['MUG-BLUE', 'MUG-RED'];

/** 3 × 5.00 + 3 × 1.67 + 4.90 shipping: the total of the commands' captures. */
const placed = () =>
  anOrder({
    totalMinor: 2_490,
    lines: skus.map((sku, index) =>
      anOrderLine({ sku, quantity: 3, unitPriceMinor: index === 0 ? 500 : 167 }),
    ),
  });

const someLines = fc.option(
  fc
    .array(fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 3 }) }), {
      minLength: 1,
      maxLength: 2,
    })
    .map((lines): Units[] => addUnits(lines)),
);

const step = fc.record({
  kind: fc.constantFrom(...kinds),
  part: fc.nat(20),
  amountMinor: fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 3_000 })),
  lines: someLines,
  isRepeated: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const smoothRide: OrderCommand['type'][] = [
  'reserveStock',
  'authorisePayment',
  'capturePayment',
  'ship',
  'deliver',
  'requestReturn',
  'approveReturn',
];
const smooth = (kind: OrderCommand['type']): Step => ({
  kind,
  part: 20,
  amountMinor: 1,
  lines: null,
  isRepeated: false,
});

/** Parts take many steps to become a whole: mostly what can happen after payment, or after delivery. */
const stepOf = (...some: OrderCommand['type'][]) =>
  step.map((one) => ({ ...one, kind: some[one.part % some.length]! }));
const shippingStep = stepOf('ship', 'deliver', 'ship', 'cancel', 'expireReservation');
const returnStep = stepOf(
  'requestReturn',
  'approveReturn',
  'requestReturn',
  'approveReturn',
  'rejectReturn',
  'refund',
  'completeRefund',
);

/** Some of the smooth ride, so that late states are reached, and then anything. */
const steps = fc.oneof(
  fc
    .tuple(fc.nat(smoothRide.length), fc.array(step, { maxLength: 30 }))
    .map(([length, anything]) => [...smoothRide.slice(0, length).map(smooth), ...anything]),
  fc
    .tuple(fc.array(shippingStep, { maxLength: 20 }), fc.array(step, { maxLength: 5 }))
    .map((parts) => [...smoothRide.slice(0, 3).map(smooth), ...parts.flat()]),
  fc
    .array(returnStep, { maxLength: 30 })
    .map((anything) => [...smoothRide.slice(0, 5).map(smooth), ...anything]),
);

/** Parts and completions mostly mean what there is, often what is done already. */
function toCommand(order: OrderState, one: Step, index: number): OrderCommand {
  const { kind, part, amountMinor, lines } = one;
  const idIn = (parts: readonly { id: string }[]) => parts[part % (parts.length + 1)]?.id;
  const command: OrderCommand = { ...commands[kind] };
  if ('refundId' in command) command.refundId = idOf(index, 1);
  if ('lines' in command) command.lines = lines;
  switch (command.type) {
    case 'completeRefund':
      command.refundId = idIn(order.refunds) ?? idOf(9_999, 1);
      break;
    case 'refund':
      command.amountMinor = amountMinor;
      break;
    case 'ship':
      command.shipmentId = idOf(index, 2);
      break;
    case 'deliver':
      command.shipmentId = idIn(order.shipments) ?? null;
      break;
    case 'requestReturn':
      command.returnId = idOf(index, 3);
      command.reason = `Reason ${part % 3}`;
      break;
    case 'approveReturn':
      command.newReturnId = idOf(index, 4);
      command.returnId = idIn(order.returns) ?? null;
      break;
    case 'rejectReturn':
      command.returnId = idIn(order.returns) ?? idOf(9_999, 3);
      break;
    default:
  }
  return command;
}

const idOf = (index: number, kind: number) =>
  `01890000-0000-7000-8000-0000${kind}${String(index).padStart(7, '0')}`;

interface Moment {
  order: OrderState;
  /** What led here; null at the start. */
  change: Change | null;
}

/** Every state the order goes through, the first included, with what led to it. */
function moments(sequence: readonly Step[]): Moment[] {
  const past: Moment[] = [{ order: placed(), change: null }];
  for (const [index, one] of sequence.entries()) {
    const command = toCommand(past.at(-1)!.order, one, index);
    for (let times = one.isRepeated ? 2 : 1; times > 0; times--) {
      const { order } = past.at(-1)!;
      // A person who repeats shipping or a refund means it; a queue that repeats news does not.
      if (times === 1 && one.isRepeated && isPersonal(command)) continue;
      const decision = decide(order, command);
      if (decision.outcome === 'CHANGED')
        past.push({ order: applyChanges(order, decision.changes), change: decision });
    }
  }
  return past;
}

/** Commands that carry a key, or whose repetition the lines may allow. */
const isPersonal = ({ type }: OrderCommand) =>
  type === 'ship' || type === 'refund' || type === 'approveReturn' || type === 'requestReturn';

const history = (sequence: readonly Step[]) => moments(sequence).map(({ order }) => order);
const eventsOf = (sequence: readonly Step[]) =>
  moments(sequence).flatMap(({ change }) => change?.events ?? []);

const finalStates: readonly OrderStatus[] = ['REJECTED', 'CANCELLED', 'RETURNED'];
const paidStates: readonly OrderStatus[] = ['CONFIRMED', 'SHIPPED', 'DELIVERED', 'RETURNED'];

const sumOf = (refunds: OrderState['refunds']) =>
  refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** The shortest sequence that breaks the rule; null when none of 1,200 does. */
const counterexample = (rule: (sequence: Step[]) => boolean, seed?: number) =>
  fc.check(fc.property(steps, rule), { numRuns: 1_200, ...(seed && { seed }) }).counterexample;

/** The same for a rule that is to hold at every moment. */
const exception = (rule: (order: OrderState) => boolean) =>
  counterexample((sequence) => history(sequence).every(rule));

describe('any sequence of commands and news, with repetitions', { timeout: 30_000 }, () => {
  // What is rare is not in every 1,200 sequences: these are always the same.
  it('reaches every state, and parts of it, so that the rules below mean something', () => {
    const reached = new Set<string>();
    counterexample((sequence) => {
      for (const order of history(sequence)) {
        reached.add(order.status);
        if (order.shipments.length > 1 && order.status === 'CONFIRMED') reached.add('parcels');
        if (order.status === 'DELIVERED' && order.shipments.length > 1) reached.add('all parcels');
        if (order.status === 'DELIVERED' && order.lines.some((line) => line.returnedQuantity > 0))
          reached.add('part back');
        if (order.status === 'RETURNED' && order.returns.length > 1) reached.add('back in parts');
        if (order.returns.some(({ status }) => status === 'REJECTED'))
          reached.add('return refused');
      }
      return true;
    }, 1);
    const parts = ['parcels', 'all parcels', 'part back', 'back in parts', 'return refused'];
    expect([...reached].toSorted()).toEqual([...orderStatuses, ...parts].toSorted());
  });

  it('speaks in sound events and leaves a timeline entry with every change', () => {
    const rule = ({ change }: Moment) => {
      for (const { name, payload } of change?.events ?? []) parseEvent(name, payload);
      return change === null || change.timeline.length > 0;
    };
    expect(counterexample((sequence) => moments(sequence).every(rule))).toBeNull();
  });

  it('never captures more than the total', () =>
    expect(
      exception(
        ({ payment, totalMinor }) =>
          payment.capturedMinor <= totalMinor && payment.capturedMinor <= payment.authorisedMinor,
      ),
    ).toBeNull());

  it('captures once: one CONFIRMED or one refund of late money, and at most one entry', () => {
    const rule = (sequence: Step[]) => {
      const entries = moments(sequence).flatMap(({ change }) => change?.timeline ?? []);
      const count = (type: string) => entries.filter((entry) => entry.type === type).length;
      return count('PAYMENT_CAPTURED') <= 1 && count('CONFIRMED') <= count('PAYMENT_CAPTURED');
    };
    expect(counterexample(rule)).toBeNull();
  });

  it('announces one confirmation, and again only when inventory lost its reservation', () => {
    const rule = (sequence: Step[]) => {
      const past = moments(sequence);
      const announced = eventsOf(sequence).filter(({ name }) => name === 'OrderConfirmed').length;
      const repeats = past.filter(({ change }) =>
        change?.timeline.some(({ type }) => type === 'CONFIRMATION_REPEATED'),
      ).length;
      const wasConfirmed = past.some(({ order }) => paidStates.includes(order.status));
      return announced - repeats === (wasConfirmed ? 1 : 0);
    };
    expect(counterexample(rule)).toBeNull();
  });

  it('never refunds, nor promises to, more than was captured', () =>
    expect(
      exception(
        ({ payment, refunds }) =>
          sumOf(refunds) <= payment.capturedMinor &&
          sumOf(refunds.filter(({ isDone }) => isDone)) === payment.refundedMinor,
      ),
    ).toBeNull());

  it('never leaves a final state', () => {
    const rule = (states: OrderState[]) => {
      const first = states.findIndex(({ status }) => finalStates.includes(status));
      return (
        first < 0 || states.slice(first).every(({ status }) => status === states[first]!.status)
      );
    };
    expect(counterexample((sequence) => rule(history(sequence)))).toBeNull();
  });

  it('keeps no money for an order that has ended', () =>
    expect(
      exception((order) => !finalStates.includes(order.status) || refundableMinor(order) === 0),
    ).toBeNull());

  it('confirms, ships and delivers only what is paid in full', () =>
    expect(
      exception(
        ({ status, payment, totalMinor }) =>
          !paidStates.includes(status) || payment.capturedMinor === totalMinor,
      ),
    ).toBeNull());

  it('ships no more than was ordered, takes back no more than was shipped', () =>
    expect(
      exception(({ lines }) =>
        lines.every(
          ({ quantity, shippedQuantity, returnedQuantity }) =>
            returnedQuantity >= 0 &&
            returnedQuantity <= shippedQuantity &&
            shippedQuantity <= quantity,
        ),
      ),
    ).toBeNull());

  it('asks for no more back than has left, all requests and returns together', () =>
    expect(
      exception(({ lines, returns }) => {
        const alive = returns.filter(({ status }) => status !== 'REJECTED');
        const asked = addUnits(...alive.map((one) => one.lines));
        const backOnly = addUnits(
          ...alive.filter(({ status }) => status === 'APPROVED').map((one) => one.lines),
        );
        const of = (units: Units[], sku: string) =>
          units.find((line) => line.sku === sku)?.quantity ?? 0;
        return lines.every(
          ({ sku, shippedQuantity, returnedQuantity }) =>
            of(asked, sku) <= shippedQuantity && of(backOnly, sku) === returnedQuantity,
        );
      }),
    ).toBeNull());

  it('is SHIPPED, DELIVERED, RETURNED when all of it has left, arrived, come back, and only then', () =>
    expect(
      exception((order) => {
        switch (order.status) {
          case 'SHIPPED':
            return isAllShipped(order) && !isAllDelivered(order);
          case 'DELIVERED':
            return isAllDelivered(order) && !isAllReturned(order);
          case 'RETURNED':
            return isAllReturned(order);
          default:
            return !isAllShipped(order);
        }
      }),
    ).toBeNull());

  it('ends unsold only while everything is in the house', () =>
    expect(
      exception(
        ({ status, shipments }) =>
          (status !== 'CANCELLED' && status !== 'REJECTED') || shipments.length === 0,
      ),
    ).toBeNull());

  it('pays back what came back, to the last cent when all did', () => {
    const rule = (sequence: Step[]) => {
      const past = moments(sequence);
      const order = past.at(-1)!.order;
      if (order.status === 'RETURNED') return sumOf(order.refunds) === order.payment.capturedMinor;
      if (!past.some(({ change }) => change?.changes.approvedReturns)) return true;
      const back = order.lines.map((line) => ({ sku: line.sku, quantity: line.returnedQuantity }));
      return sumOf(order.refunds) >= Math.min(priceMinor(order, back), order.payment.capturedMinor);
    };
    expect(counterexample(rule)).toBeNull();
  });

  it('tells inventory of each unit that comes back once', () => {
    const rule = (sequence: Step[]) => {
      const told = eventsOf(sequence).flatMap((event) =>
        event.name === 'OrderReturned' ? [event.payload.lines] : [],
      );
      const sums = addUnits(...told);
      return history(sequence)
        .at(-1)!
        .lines.every(
          ({ sku, returnedQuantity }) =>
            (sums.find((line) => line.sku === sku)?.quantity ?? 0) === returnedQuantity,
        );
    };
    expect(counterexample(rule)).toBeNull();
  });

  it('asks again for something exactly while it waits for somebody', () =>
    expect(
      exception((order) => {
        const reminders = remindersFor(order);
        for (const { name, payload } of reminders) parseEvent(name, payload);
        const isOpen =
          order.status === 'PENDING' ||
          order.status === 'AWAITING_PAYMENT' ||
          order.refunds.some(({ isDone }) => !isDone) ||
          (finalStates.includes(order.status) && order.payment.status === 'PENDING');
        return (
          reminders.length > 0 === (waitOf(order) !== null) && (!isOpen || reminders.length > 0)
        );
      }),
    ).toBeNull());

  it('ends the same when every piece of news comes twice', () => {
    const rule = (sequence: Step[]) => {
      const news = sequence.filter(({ kind }) => !isPersonal(commands[kind]) && kind !== 'deliver');
      const end = (one: readonly Step[]) => history(one).at(-1)!;
      const once = end(news.map((one) => ({ ...one, isRepeated: false })));
      const twice = end(news.map((one) => ({ ...one, isRepeated: true })));
      return (
        twice.status === once.status &&
        twice.payment.capturedMinor === once.payment.capturedMinor &&
        refundableMinor(twice) === refundableMinor(once)
      );
    };
    expect(counterexample(rule)).toBeNull();
  });
});
