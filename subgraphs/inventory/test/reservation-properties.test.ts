/**
 * Whatever is heard of an order, in whatever order and however often: units are conserved. The world
 * here is one shelf per SKU, one order, and somebody else who buys and returns the same things.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideCancelled,
  decideConfirmed,
  decidePlaced,
  decideReturned,
  type Decision,
  type Reservation,
  type ReservationStatus,
} from '../src/domain/reservation.js';
import { type Line, type StockChange } from '../src/domain/stock.js';

const skus = ['A', 'B'];
const quantity = fc.integer({ min: 1, max: 4 });
const ordered = fc
  .tuple(quantity, quantity)
  .map((units) => skus.map((sku, at): Line => ({ sku, quantity: units[at]! })));
const part = fc
  .tuple(fc.constantFrom(...skus), quantity)
  .map(([sku, units]): Line[] => [{ sku, quantity: units }]);

const step = fc.oneof(
  fc.record({ what: fc.constantFrom('placed', 'confirmed', 'too late', 'cancelled') }),
  fc.record({
    what: fc.constant('returned'),
    lines: fc.option(part),
    restock: fc.boolean(),
  }),
  fc.record({ what: fc.constant('others'), units: fc.integer({ min: -4, max: 4 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface World {
  found: Reservation | null;
  /** What this order moved, in all. */
  ledger: StockChange[];
  /** Units that somebody else left, and those on the shelf. */
  shelf: Map<string, { onHand: number; reserved: number }>;
}

const available = ({ shelf }: World) =>
  new Map([...shelf].map(([sku, { onHand, reserved }]) => [sku, onHand - reserved]));

function decide(world: World, lines: Line[], one: Step): Decision | null {
  const { found } = world;
  switch (one.what) {
    case 'placed':
      return decidePlaced(found, lines, available(world));
    case 'confirmed':
      return decideConfirmed(found, lines, available(world));
    case 'cancelled':
      return decideCancelled(found);
    case 'returned':
      return 'restock' in one
        ? decideReturned(
            found,
            { lines: one.lines ?? lines, orderLines: lines, restock: one.restock },
            available(world),
          )
        : null;
    default:
      return null;
  }
}

function apply(world: World, lines: Line[], one: Step): World {
  const shelf = new Map([...world.shelf].map(([sku, level]) => [sku, { ...level }]));
  if ('units' in one)
    for (const level of shelf.values())
      level.onHand = Math.max(level.reserved, level.onHand + one.units);
  const decision = decide(world, lines, one);
  if (!decision) return { ...world, shelf };
  for (const { sku, onHandDelta, reservedDelta } of decision.changes) {
    shelf.get(sku)!.onHand += onHandDelta;
    shelf.get(sku)!.reserved += reservedDelta;
  }
  const { status } = decision;
  return {
    found: { status, lines: decision.lines },
    ledger: [...world.ledger, ...decision.changes],
    shelf,
  };
}

const history = fc.tuple(ordered, fc.array(step, { maxLength: 25 }), fc.nat(8));

function worlds([lines, steps, units]: [Line[], Step[], number]): World[] {
  const shelf = new Map(skus.map((sku) => [sku, { onHand: units, reserved: 0 }]));
  const past: World[] = [{ found: null, ledger: [], shelf }];
  for (const one of steps) past.push(apply(past.at(-1)!, lines, one));
  return past;
}

const moved = ({ ledger }: World, sku: string, kind: StockChange['kind']) =>
  ledger
    .filter((one) => one.sku === sku && one.kind === kind)
    .reduce((sum, { onHandDelta }) => sum + onHandDelta, 0);

const reservedBy = ({ ledger }: World, sku: string) =>
  ledger
    .filter((one) => one.sku === sku)
    .reduce((sum, { reservedDelta }) => sum + reservedDelta, 0);

const counterexample = (rule: (past: World[]) => boolean) =>
  fc.check(
    fc.property(history, (one) => rule(worlds(one))),
    { numRuns: 3_000 },
  ).counterexample;

const exception = (rule: (world: World) => boolean) => counterexample((past) => past.every(rule));

describe('any history of an order', { timeout: 30_000 }, () => {
  it('reaches every state and partial returns, so that the rules below mean something', () => {
    const reached = new Set<string>();
    counterexample((past) => {
      for (const { found } of past) {
        if (found) reached.add(found.status);
        if (found?.status === 'COMMITTED' && found.lines.some(({ returned }) => returned > 0))
          reached.add('part back');
        if (found?.status === 'REJECTED' && found.lines.some(({ returned }) => returned > 0))
          reached.add('part back before it was sold');
      }
      return true;
    });
    const statuses: ReservationStatus[] = [
      'RESERVED',
      'COMMITTED',
      'RELEASED',
      'REJECTED',
      'RETURNED',
    ];
    expect([...reached].toSorted()).toEqual(
      [...statuses, 'part back', 'part back before it was sold'].toSorted(),
    );
  });

  it('leaves no shelf below zero or below its reserve', () =>
    expect(
      exception(({ shelf }) =>
        [...shelf.values()].every(
          ({ onHand, reserved }) => onHand >= 0 && reserved >= 0 && reserved <= onHand,
        ),
      ),
    ).toBeNull());

  it('reserves the order’s units while RESERVED, and none otherwise', () =>
    expect(
      exception((world) => {
        const { found } = world;
        const units = (sku: string) => found?.lines.find((line) => line.sku === sku)?.quantity ?? 0;
        return skus.every(
          (sku) => reservedBy(world, sku) === (found?.status === 'RESERVED' ? units(sku) : 0),
        );
      }),
    ).toBeNull());

  it('has out what was sold and did not come back; nothing once it ended', () =>
    expect(
      exception((world) => {
        const { found } = world;
        return (found?.lines ?? []).every(({ sku, quantity, returned }) => {
          const out = -moved(world, sku, 'COMMITTED') - moved(world, sku, 'RETURNED');
          return out === (found?.status === 'COMMITTED' ? quantity - returned : 0);
        });
      }),
    ).toBeNull());

  it('brings back, and loses, no more than was sold', () =>
    expect(
      exception((world) =>
        skus.every((sku) => {
          const sold = -moved(world, sku, 'COMMITTED');
          const back = moved(world, sku, 'RETURNED');
          const lost = -moved(world, sku, 'ADJUSTED');
          return back <= sold && lost <= back && lost >= 0;
        }),
      ),
    ).toBeNull());

  it('counts 0 to all units of a line as returned, never fewer than before', () => {
    const rule = (past: World[]) =>
      past.every(({ found }, at) =>
        (found?.lines ?? []).every(({ sku, quantity, returned }) => {
          const before = past[at - 1]?.found?.lines.find((line) => line.sku === sku)?.returned ?? 0;
          return returned >= before && returned <= quantity;
        }),
      );
    expect(counterexample(rule)).toBeNull();
  });

  it('is RETURNED exactly when a sold order has nothing out any more', () =>
    expect(
      exception(({ found }) => {
        const isBack = found?.lines.every(({ quantity, returned }) => returned === quantity);
        return found?.status === 'RETURNED'
          ? isBack === true
          : !(found?.status === 'COMMITTED' && isBack);
      }),
    ).toBeNull());

  it('never leaves a final state', () => {
    const isFinal = (status?: ReservationStatus) => status === 'RELEASED' || status === 'RETURNED';
    const rule = (past: World[]) =>
      past.every(
        ({ found }, at) => !isFinal(past[at - 1]?.found?.status) || found === past[at - 1]!.found,
      );
    expect(counterexample(rule)).toBeNull();
  });
});
