import { describe, expect, it } from 'vitest';
import { parseEvent } from '@tributary/contracts';
import { applyChanges } from '../src/domain/apply-changes.js';
import {
  type Change,
  type CommandOf,
  type Decision,
  type OrderCommand,
  type OrderState,
  refundableMinor,
} from '../src/domain/order.js';
import { decide } from '../src/domain/order-decisions.js';
import { anOrder, anOrderLine, commands } from './builders.js';

const [blue, red] = ['MUG-BLUE', 'MUG-RED'];

/** Two blue mugs at 10.00, three red ones at 3.33, shipping 4.90: 34.89. */
const confirmed = (overrides: Partial<OrderState> = {}): OrderState =>
  anOrder({
    status: 'CONFIRMED',
    totalMinor: 3_489,
    payment: {
      status: 'CAPTURED',
      authorisedMinor: 3_489,
      capturedMinor: 3_489,
      refundedMinor: 0,
      providerRef: 'demo_1',
    },
    lines: [
      anOrderLine(),
      anOrderLine({ sku: red, name: 'Mug, red', quantity: 3, unitPriceMinor: 333 }),
    ],
    ...overrides,
  });

let count = 0;
const newId = () => `01890000-0000-7000-8000-${String(++count).padStart(12, '0')}`;

const ship = (lines: CommandOf<'ship'>['lines'], shipmentId = newId()): OrderCommand => ({
  ...commands.ship,
  lines,
  shipmentId,
});
const request = (
  lines: CommandOf<'requestReturn'>['lines'],
  overrides: Partial<CommandOf<'requestReturn'>> = {},
): OrderCommand => ({ ...commands.requestReturn, returnId: newId(), lines, ...overrides });
const approve = (
  lines: CommandOf<'approveReturn'>['lines'],
  overrides: Partial<CommandOf<'approveReturn'>> = {},
): OrderCommand => ({
  ...commands.approveReturn,
  newReturnId: newId(),
  refundId: newId(),
  lines,
  ...overrides,
});

function changed(decision: Decision): Change {
  if (decision.outcome !== 'CHANGED') throw new Error(`Not changed: ${JSON.stringify(decision)}`);
  for (const { name, payload } of decision.events) parseEvent(name, payload);
  return decision;
}

/** The order after the commands, each of which must change it. */
const after = (order: OrderState, ...sequence: OrderCommand[]): OrderState =>
  sequence.reduce(
    (state, command) => applyChanges(state, changed(decide(state, command)).changes),
    order,
  );

const delivered = () => after(confirmed(), ship(null), commands.deliver);

describe('shipping in parts', () => {
  it('keeps the order CONFIRMED until the last unit has left', () => {
    const first = changed(decide(confirmed(), ship([{ sku: blue, quantity: 1 }])));
    expect(first.changes.status).toBeUndefined();
    expect(first.timeline).toEqual([
      { type: 'PARTLY_SHIPPED', note: '1 × Mug, blue, parcel PKG-1' },
    ]);
    expect(first.events[0]!.payload).toMatchObject({
      isPartial: true,
      lines: [{ sku: blue, quantity: 1 }],
    });
    const rest = changed(decide(applyChanges(confirmed(), first.changes), ship(null)));
    expect(rest.changes).toMatchObject({
      status: 'SHIPPED',
      newShipment: {
        lines: [
          { sku: blue, quantity: 1 },
          { sku: red, quantity: 3 },
        ],
      },
    });
    expect(rest.events[0]!.payload).toMatchObject({ isPartial: false });
  });

  it('refuses more than is left, and what the order has not, line by line', () => {
    const partly = after(confirmed(), ship([{ sku: blue, quantity: 1 }]));
    const lines = [
      { sku: blue, quantity: 2 },
      { sku: 'TEAPOT', quantity: 1 },
      { sku: red, quantity: 3 },
    ];
    expect(decide(partly, ship(lines))).toMatchObject({
      outcome: 'REFUSED',
      refusal: {
        kind: 'INVALID_LINES',
        faults: [
          { sku: blue, requested: 2, possible: 1 },
          { sku: 'TEAPOT', requested: 1, possible: 0 },
        ],
      },
    });
  });

  it('bars cancelling from the first parcel on, and says what to do instead', () => {
    const partly = after(confirmed(), ship([{ sku: blue, quantity: 1 }]));
    for (const order of [partly, after(partly, ship(null))])
      expect(decide(order, commands.cancel)).toMatchObject({
        refusal: { kind: 'INVALID_STATE', advice: expect.stringMatching(/return.*paid back/) },
      });
  });

  it('is not undone by stock that turns out to be missing', () => {
    const partly = after(confirmed(), ship([{ sku: blue, quantity: 1 }]));
    const failed = changed(decide(partly, commands.failStockCommit));
    expect(failed.changes).toEqual({});
    expect(failed.events).toEqual([]);
  });
});

describe('delivery in parts', () => {
  const [first, second] = [newId(), newId()];
  const two = () =>
    after(confirmed(), ship([{ sku: blue, quantity: 2 }], first), ship(null, second));
  const deliver = (shipmentId: string): OrderCommand => ({ type: 'deliver', shipmentId });

  it('is DELIVERED with the last parcel, whichever it is', () => {
    const partly = after(two(), deliver(second));
    expect(partly.status).toBe('SHIPPED');
    expect(after(partly, deliver(first)).status).toBe('DELIVERED');
    expect(after(two(), commands.deliver).status).toBe('DELIVERED');
  });

  it('of the only parcel so far does not deliver what is still to be shipped', () => {
    const partly = after(confirmed(), ship([{ sku: blue, quantity: 2 }], first));
    const arrived = after(partly, deliver(first));
    expect(arrived.status).toBe('CONFIRMED');
    const rest = after(arrived, ship(null, second));
    expect(rest.status).toBe('SHIPPED');
    expect(after(rest, commands.deliver).status).toBe('DELIVERED');
  });

  it('of the same parcel twice is no news, of an unknown one is refused', () => {
    const partly = after(two(), deliver(first));
    expect(decide(partly, deliver(first))).toEqual({ outcome: 'IGNORED' });
    expect(decide(partly, deliver('other'))).toMatchObject({ refusal: { kind: 'UNKNOWN_PART' } });
  });

  it('of nothing is refused', () => {
    expect(decide(confirmed(), commands.deliver)).toMatchObject({
      refusal: { kind: 'INVALID_STATE', status: 'CONFIRMED' },
    });
  });
});

describe('returns in parts', () => {
  it('pay back the price of the units, and with the last one all that is left', () => {
    const requested = after(delivered(), request(null));
    const one = changed(decide(requested, approve([{ sku: red, quantity: 1 }])));
    expect(one.changes).toMatchObject({ newRefund: { amountMinor: 333 } });
    expect(one.changes.status).toBeUndefined();
    expect(one.timeline.map(({ type }) => type)).toEqual(['PARTLY_RETURNED', 'REFUND_REQUESTED']);
    const two = changed(decide(applyChanges(requested, one.changes), approve(null)));
    expect(two.changes).toMatchObject({
      status: 'RETURNED',
      newRefund: { amountMinor: 3_489 - 333 },
    });
  });

  it('never pay back more than is left after refunds without goods', () => {
    const requested = after(
      delivered(),
      { ...commands.refund, refundId: newId(), amountMinor: 3_300 },
      request(null),
    );
    const order = after(requested, approve([{ sku: blue, quantity: 1 }]));
    expect(order.refunds.at(-1)!.amountMinor).toBe(189);
    const last = changed(decide(order, approve(null)));
    expect(last.changes.status).toBe('RETURNED');
    expect(last.changes.newRefund).toBeUndefined();
    expect(refundableMinor(order)).toBe(0);
  });

  it('of part of a request split it: the part has its own fate', () => {
    const requested = after(delivered(), request([{ sku: red, quantity: 3 }]));
    const order = after(requested, approve([{ sku: red, quantity: 1 }], { restock: false }));
    expect(order.returns).toMatchObject([
      { status: 'REQUESTED', lines: [{ sku: red, quantity: 2 }] },
      { status: 'APPROVED', lines: [{ sku: red, quantity: 1 }] },
    ]);
    const [event] = changed(
      decide(requested, approve([{ sku: red, quantity: 1 }], { restock: false })),
    ).events;
    expect(event!.payload).toMatchObject({
      restock: false,
      lines: [{ sku: red, quantity: 1 }],
      orderLines: [
        { sku: blue, quantity: 2 },
        { sku: red, quantity: 3 },
      ],
    });
  });

  it('of several requests at once tell inventory of each, and make one refund', () => {
    const order = after(
      delivered(),
      request([{ sku: blue, quantity: 1 }]),
      request([{ sku: red, quantity: 1 }]),
    );
    const { events, changes } = changed(decide(order, approve(null)));
    expect(events.map(({ name }) => name)).toEqual([
      'OrderReturned',
      'OrderReturned',
      'RefundRequested',
    ]);
    expect(changes.newRefund!.amountMinor).toBe(1_333);
    expect(applyChanges(order, changes).status).toBe('DELIVERED');
  });

  it('cannot ask for more than the buyer has and has not asked for', () => {
    const order = after(delivered(), request([{ sku: blue, quantity: 1 }]));
    expect(decide(order, request([{ sku: blue, quantity: 2 }]))).toMatchObject({
      refusal: { kind: 'INVALID_LINES', faults: [{ sku: blue, requested: 2, possible: 1 }] },
    });
    const all = after(order, request(null));
    expect(all.returns[1]!.lines).toEqual([
      { sku: blue, quantity: 1 },
      { sku: red, quantity: 3 },
    ]);
    expect(decide(all, request(null))).toEqual({ outcome: 'IGNORED' });
  });

  it('asked for again in the same words are one', () => {
    const order = after(delivered(), request([{ sku: blue, quantity: 1 }]));
    expect(decide(order, request([{ sku: blue, quantity: 1 }]))).toEqual({ outcome: 'IGNORED' });
    const other = request([{ sku: blue, quantity: 1 }], { reason: 'Another one' });
    expect(after(order, other).returns).toHaveLength(2);
  });

  it('take back only what was asked for', () => {
    const order = after(delivered(), request([{ sku: blue, quantity: 1 }]));
    expect(decide(order, approve([{ sku: blue, quantity: 2 }]))).toMatchObject({
      refusal: { kind: 'INVALID_LINES', faults: [{ sku: blue, requested: 2, possible: 1 }] },
    });
    expect(decide(order, approve(null, { returnId: 'other' }))).toMatchObject({
      refusal: { kind: 'UNKNOWN_PART' },
    });
  });

  it('that staff refuse are refused, and can be asked for again', () => {
    const [returnId, newReturnId] = [newId(), newId()];
    const requested = after(delivered(), request(null, { returnId }));
    const reject: OrderCommand = { type: 'rejectReturn', returnId, reason: 'Worn' };
    const order = after(requested, reject);
    expect(decide(order, reject)).toEqual({ outcome: 'IGNORED' });
    expect(decide(order, approve(null))).toMatchObject({ refusal: { kind: 'INVALID_STATE' } });
    expect(after(order, request(null)).returns).toHaveLength(2);
    const approved = after(requested, approve([{ sku: blue, quantity: 2 }], { newReturnId }));
    expect(
      decide(approved, { type: 'rejectReturn', returnId: newReturnId, reason: 'Late' }),
    ).toMatchObject({ refusal: { kind: 'INVALID_STATE' } });
  });
});
