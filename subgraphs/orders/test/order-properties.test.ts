/**
 * Whatever comes, in whatever order and however often: money and states stay sound. The provider is
 * part of the model, because what may be captured or voided is its decision, not the order's.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyChanges,
  type OrderCommand,
  type OrderState,
  type OrderStatus,
  refundableMinor,
} from '../src/domain/order.js';
import { decide } from '../src/domain/order-decisions.js';
import { anOrder, commands } from './builders.js';

const kinds = Object.keys(commands) as OrderCommand['type'][];

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom(...kinds),
    refund: fc.integer({ min: 0, max: 5 }),
    amountMinor: fc.integer({ min: 1, max: 3_000 }),
  }),
  { maxLength: 40 },
);

type Step = { kind: OrderCommand['type']; refund: number; amountMinor: number };

/** Refund ids repeat on purpose for completions, but a new refund gets a new id. */
function toCommand({ kind, refund, amountMinor }: Step, index: number): OrderCommand {
  const command = { ...commands[kind] } as OrderCommand;
  if (command.type === 'completeRefund') return { ...command, refundId: `refund-${refund}` };
  if ('refundId' in command) command.refundId = `refund-${index % 6}`;
  if (command.type === 'refund') return { ...command, refundId: `refund-${index}`, amountMinor };
  return command;
}

const finalStates: readonly OrderStatus[] = ['REJECTED', 'CANCELLED', 'RETURNED'];

function run(sequence: readonly Step[], visit: (before: OrderState, after: OrderState) => void) {
  let order = anOrder();
  for (const [index, step] of sequence.entries()) {
    const decision = decide(order, toCommand(step, index));
    if (decision.outcome !== 'CHANGED') continue;
    const after = applyChanges(order, decision.changes);
    visit(order, after);
    order = after;
  }
  return order;
}

describe('any sequence of commands and news, with repetitions', () => {
  it('never captures more than the total nor refunds more than was captured', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        run(sequence, (_before, { payment, refunds, totalMinor }) => {
          expect(payment.capturedMinor).toBeLessThanOrEqual(totalMinor);
          expect(payment.capturedMinor).toBeLessThanOrEqual(payment.authorisedMinor);
          expect(payment.refundedMinor).toBeLessThanOrEqual(payment.capturedMinor);
          const asked = refunds.reduce((sum, refund) => sum + refund.amountMinor, 0);
          expect(asked).toBeLessThanOrEqual(payment.capturedMinor);
          const done = refunds.filter(({ isDone }) => isDone);
          expect(done.reduce((sum, refund) => sum + refund.amountMinor, 0)).toBe(
            payment.refundedMinor,
          );
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('never leaves a final state', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        run(sequence, (before, after) => {
          if (finalStates.includes(before.status)) expect(after.status).toBe(before.status);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps no money for an order that has ended', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const end = run(sequence, () => undefined);
        if (finalStates.includes(end.status)) expect(refundableMinor(end)).toBe(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('confirms, ships and delivers only what is paid in full', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        run(sequence, (_before, { status, payment, totalMinor }) => {
          if (status === 'CONFIRMED' || status === 'SHIPPED' || status === 'DELIVERED')
            expect(payment.capturedMinor).toBe(totalMinor);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('does nothing more when all of it is delivered again', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const news = sequence.filter(({ kind }) => kind !== 'refund');
        const once = run(news, () => undefined);
        const repeated = news.flatMap((step) => [step, step]);
        // Refund ids count positions, so compare what matters: state and money.
        const twice = run(repeated, () => undefined);
        expect(twice.status).toBe(once.status);
        expect(twice.payment.capturedMinor).toBe(once.payment.capturedMinor);
        expect(refundableMinor(twice)).toBe(refundableMinor(once));
      }),
      { numRuns: 1_000 },
    );
  });
});
