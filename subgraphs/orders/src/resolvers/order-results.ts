/** Outcomes of commands as members of the schema's unions. */
import { CodedError } from '@tributary/service';
import type { OrderOutcome } from '../commands/change-order.js';
import type { PlaceOrderOutcome } from '../commands/place-order.js';
import { changedOrder, type Context } from '../context.js';
import type { Refusal } from '../domain/order.js';

export async function toPlaceOrderResult(context: Context, outcome: PlaceOrderOutcome) {
  context.renewLoaders();
  switch (outcome.outcome) {
    case 'PLACED':
      return {
        __typename: 'PlaceOrderSuccess' as const,
        order: outcome.order ?? (await changedOrder(context, outcome.orderId)),
      };
    case 'EMPTY':
      return { __typename: 'EmptyCart' as const, message: 'There is nothing in the cart.' };
    case 'SHORT':
      return {
        __typename: 'OutOfStock' as const,
        message: 'There is less in stock than was asked for; nothing was ordered.',
        shortages: outcome.shortages,
      };
    default:
      return {
        __typename: 'PriceChanged' as const,
        message: 'Prices have changed; the cart has the new ones, nothing was ordered.',
        changes: outcome.changes,
      };
  }
}

export async function toOrderResult(context: Context, outcome: OrderOutcome) {
  if (outcome.outcome === 'DONE') return toSuccess(context, outcome.orderId);
  const { refusal } = outcome;
  switch (refusal.kind) {
    case 'INVALID_STATE':
      return toInvalidState(refusal);
    case 'INVALID_LINES':
      return {
        __typename: 'InvalidLines' as const,
        message: refusal.message,
        lines: [...refusal.faults],
      };
    default:
      throw new Error(`${refusal.kind} is not a refusal of this command.`);
  }
}

export async function toRefundResult(context: Context, orderId: string, outcome: OrderOutcome) {
  if (outcome.outcome === 'DONE') return toSuccess(context, orderId);
  const { refusal } = outcome;
  if (refusal.kind === 'INVALID_STATE') return toInvalidState(refusal);
  if (refusal.kind !== 'REFUND_TOO_LARGE')
    throw new Error(`${refusal.kind} is not a refusal of this command.`);
  const order = await context.loaders.orderById.load(orderId);
  if (!order) throw new CodedError('NOT_FOUND');
  return {
    __typename: 'RefundTooLarge' as const,
    message: 'That is more than is left of what was paid.',
    refundable: { amount: refusal.refundableMinor, currency: order.currency },
  };
}

async function toSuccess(context: Context, orderId: string) {
  return { __typename: 'OrderSuccess' as const, order: await changedOrder(context, orderId) };
}

const toInvalidState = ({ status, advice }: Extract<Refusal, { kind: 'INVALID_STATE' }>) => ({
  __typename: 'InvalidOrderState' as const,
  message: ['The order is in a state that does not allow this.', advice].filter(Boolean).join(' '),
  status,
});
