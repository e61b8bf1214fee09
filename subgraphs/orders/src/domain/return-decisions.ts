/**
 * What comes back, in parts. A return is a set of units with one fate: approving part of a request
 * splits it. The units are paid back at their price, and with the last unit all that is left, shipping
 * included: so the parts add up to what was paid, whatever was refunded in between.
 */
import { applyChanges } from './apply-changes.js';
import { isAllReturned, leftToRequest, openReturns, priceMinor } from './fulfilment.js';
import {
  type ApprovedReturn,
  type CommandOf,
  type Decision,
  type OrderChanges,
  type OrderState,
  refundableMinor,
  type ReturnState,
  type Units,
} from './order.js';
import {
  change,
  ignored,
  invalidLines,
  refused,
  unknownPart,
  withRefund,
} from './order-changes.js';
import { orderEvents } from './order-events.js';
import { addUnits, describeUnits, findFaults, subtractUnits } from './units.js';

type Move = Pick<OrderChanges, 'status'>;

export const returnDeciders = {
  /** The same lines for the same reason, while the first request is open, are a repetition. */
  requestReturn: (
    order: OrderState,
    { returnId, reason, lines }: CommandOf<'requestReturn'>,
  ): Decision => {
    const open = openReturns(order);
    const left = leftToRequest(order);
    const units = lines ?? left;
    const isRepeated = (one: ReturnState) => one.reason === reason && sameUnits(one.lines, units);
    if (units.length === 0 || open.some(isRepeated)) return ignored;
    const faults = findFaults(units, left);
    if (faults.length > 0)
      return invalidLines('That is more than the buyer has and has not asked for yet.', faults);
    return change(
      { newReturn: { id: returnId, reason, lines: units } },
      [['RETURN_REQUESTED', noteOf(order, units, reason)]],
      [orderEvents.returnRequested(order, { returnId, reason, lines: units })],
    );
  },

  approveReturn: (order: OrderState, command: CommandOf<'approveReturn'>, move: Move): Decision => {
    const { restock, refundId } = command;
    const chosen = chooseReturns(order, command);
    if ('outcome' in chosen) return chosen;
    const units = addUnits(...chosen.map(({ lines }) => lines));
    const isLast = isAllReturned(applyChanges(order, { approvedReturns: chosen }));
    const fate = restock ? 'The goods go back into stock.' : 'The goods are written off.';
    const isWhole = isLast && sameUnits(units, order.lines);
    const note = isWhole ? fate : `${describeUnits(order.lines, units)}. ${fate}`;
    const returned = change(
      { ...(isLast && move), approvedReturns: chosen },
      [[isLast ? 'RETURNED' : 'PARTLY_RETURNED', note]],
      chosen.map((part) => orderEvents.returned(order, part)),
    );
    const left = refundableMinor(order);
    const amountMinor = isLast ? left : Math.min(left, priceMinor(order, units));
    return withRefund(order, returned, { refundId, amountMinor, reason: 'The goods came back.' });
  },

  rejectReturn: (order: OrderState, { returnId, reason }: CommandOf<'rejectReturn'>): Decision => {
    const found = order.returns.find(({ id }) => id === returnId);
    if (!found) return unknownPart;
    if (found.status === 'REJECTED') return ignored;
    if (found.status === 'APPROVED') return refused(order, 'The goods are back already.');
    return change(
      { rejectedReturn: { id: returnId, reason } },
      [['RETURN_REJECTED', noteOf(order, found.lines, reason)]],
      [orderEvents.returnRejected(order, returnId, reason)],
    );
  },
};

/** The open requests, or the part of one, that the command approves. */
function chooseReturns(
  order: OrderState,
  { returnId, restock, lines, newReturnId }: CommandOf<'approveReturn'>,
): ApprovedReturn[] | Decision {
  if (returnId !== null && !order.returns.some(({ id }) => id === returnId)) return unknownPart;
  const open = openReturns(order).filter(({ id }) => returnId === null || id === returnId);
  if (open.length === 0) return refused(order, 'Nobody has asked for a return that is still open.');
  if (lines === null)
    return open.map((one) => ({ id: one.id, splitFrom: null, restock, lines: one.lines }));
  const request = open.find((one) => findFaults(lines, one.lines).length === 0);
  if (!request)
    return invalidLines(
      'No open return has all of these lines; approve one return at a time.',
      findFaults(
        lines,
        returnId === null ? addUnits(...open.map((one) => one.lines)) : open[0]!.lines,
      ),
    );
  const isAll = subtractUnits(request.lines, lines).length === 0;
  return isAll
    ? [{ id: request.id, splitFrom: null, restock, lines: request.lines }]
    : [{ id: newReturnId, splitFrom: request.id, restock, lines }];
}

/** Says of which units it is, unless it is of the whole order. */
const noteOf = (order: OrderState, units: readonly Units[], reason: string): string =>
  sameUnits(units, order.lines) ? reason : `${describeUnits(order.lines, units)}: ${reason}`;

const sameUnits = (some: readonly Units[], others: readonly Units[]): boolean =>
  subtractUnits(some, others).length === 0 && subtractUnits(others, some).length === 0;
