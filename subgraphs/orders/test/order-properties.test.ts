/**
 * Whatever comes, in whatever order and however often: money and states stay sound. What the
 * provider answers is part of the sequence, sensible or not.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyChanges,
  type OrderCommand,
  type OrderState,
  type OrderStatus,
  orderStatuses,
  refundableMinor,
} from '../src/domain/order.js';
import { decide } from '../src/domain/order-decisions.js';
import { anOrder, commands } from './builders.js';

const kinds = Object.keys(commands) as OrderCommand['type'][];

const step = fc.record({
  kind: fc.constantFrom(...kinds),
  refund: fc.nat(20),
  amountMinor: fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 3_000 })),
});

const smoothRide: OrderCommand['type'][] = [
  'reserveStock',
  'authorisePayment',
  'capturePayment',
  'ship',
  'deliver',
  'requestReturn',
  'approveReturn',
];

/** Some of the smooth ride, so that late states are reached, and then anything. */
const steps = fc
  .tuple(fc.nat(smoothRide.length), fc.array(step, { maxLength: 30 }))
  .map(([length, anything]) => [
    ...smoothRide.slice(0, length).map((kind) => ({ kind, refund: 0, amountMinor: 1 })),
    ...anything,
  ]);

type Step = { kind: OrderCommand['type']; refund: number; amountMinor: number };

/** Completions mostly mean a refund there is, often one that is done already. */
function toCommand(
  order: OrderState,
  { kind, refund, amountMinor }: Step,
  index: number,
): OrderCommand {
  const command: OrderCommand = { ...commands[kind] };
  if ('refundId' in command) command.refundId = `refund-${index}`;
  if (command.type === 'completeRefund')
    command.refundId = order.refunds[refund % (order.refunds.length + 1)]?.id ?? 'unknown';
  if (command.type === 'refund') command.amountMinor = amountMinor;
  return command;
}

const finalStates: readonly OrderStatus[] = ['REJECTED', 'CANCELLED', 'RETURNED'];
const paidStates: readonly OrderStatus[] = ['CONFIRMED', 'SHIPPED', 'DELIVERED'];

/** Every state the order goes through, the first included. */
function history(sequence: readonly Step[]): OrderState[] {
  const states = [anOrder()];
  for (const [index, step] of sequence.entries()) {
    const order = states.at(-1)!;
    const decision = decide(order, toCommand(order, step, index));
    if (decision.outcome === 'CHANGED') states.push(applyChanges(order, decision.changes));
  }
  return states;
}

const sumOf = (refunds: OrderState['refunds']) =>
  refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** The shortest sequence that breaks the rule; null when none of 2,000 does. */
const counterexample = (rule: (sequence: Step[]) => boolean) =>
  fc.check(fc.property(steps, rule), { numRuns: 2_000 }).counterexample;

describe('any sequence of commands and news, with repetitions', () => {
  it('reaches every state, so that the rules below mean something', () => {
    const reached = new Set<OrderStatus>();
    counterexample((sequence) => {
      for (const { status } of history(sequence)) reached.add(status);
      return true;
    });
    expect([...reached].toSorted()).toEqual(orderStatuses.toSorted());
  });

  it('never captures more than the total', () => {
    const rule = ({ payment, totalMinor }: OrderState) =>
      payment.capturedMinor <= totalMinor && payment.capturedMinor <= payment.authorisedMinor;
    expect(counterexample((sequence) => history(sequence).every(rule))).toBeNull();
  });

  it('never refunds, nor promises to, more than was captured', () => {
    const rule = ({ payment, refunds }: OrderState) =>
      sumOf(refunds) <= payment.capturedMinor &&
      sumOf(refunds.filter(({ isDone }) => isDone)) === payment.refundedMinor;
    expect(counterexample((sequence) => history(sequence).every(rule))).toBeNull();
  });

  it('never leaves a final state', () => {
    const rule = (states: OrderState[]) => {
      const first = states.findIndex(({ status }) => finalStates.includes(status));
      return (
        first < 0 || states.slice(first).every(({ status }) => status === states[first]!.status)
      );
    };
    expect(counterexample((sequence) => rule(history(sequence)))).toBeNull();
  });

  it('keeps no money for an order that has ended', () => {
    const rule = (order: OrderState) =>
      !finalStates.includes(order.status) || refundableMinor(order) === 0;
    expect(counterexample((sequence) => history(sequence).every(rule))).toBeNull();
  });

  it('confirms, ships and delivers only what is paid in full', () => {
    const rule = ({ status, payment, totalMinor }: OrderState) =>
      !paidStates.includes(status) || payment.capturedMinor === totalMinor;
    expect(counterexample((sequence) => history(sequence).every(rule))).toBeNull();
  });

  it('ends the same when every piece of news comes twice', () => {
    const rule = (sequence: Step[]) => {
      const news = sequence.filter(({ kind }) => kind !== 'refund');
      const once = history(news).at(-1)!;
      const twice = history(news.flatMap((step) => [step, step])).at(-1)!;
      return (
        twice.status === once.status &&
        twice.payment.capturedMinor === once.payment.capturedMinor &&
        refundableMinor(twice) === refundableMinor(once)
      );
    };
    expect(counterexample(rule)).toBeNull();
  });
});
