/** An answer that the user decides on: what was wanted, what came in between, and the ways on. */
import type { Outcome } from '@tributary/mobile-client';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { setCartLine } from '../state/actions.js';
import { describeAction } from '../state/describe-action.js';
import { nameOf } from '../state/known-variants.js';
import { dismiss } from '../state/undecided.js';
import { statusText } from './order-status.js';
import { formatPrice } from './price.js';

export function Undecided({ outcome }: { outcome: Outcome }) {
  const { id } = outcome.action;
  return (
    <section className="panel decision" aria-label={describeAction(outcome.action)}>
      <h3>{describeAction(outcome.action)}</h3>
      <p>{explain(outcome)}</p>
      <div className="buttons">
        {waysOn(outcome)}
        <button type="button" className="button line" onClick={() => void dismiss(id)}>
          {isConflict(outcome) ? `Keep ${outcome.result.quantity}` : 'Leave it'}
        </button>
      </div>
    </section>
  );
}

type Result = Extract<Outcome, { result: unknown }>['result'];
type Conflict = Extract<Result, { __typename: 'CartLineConflict' }>;

const isConflict = (
  outcome: Outcome,
): outcome is Extract<Outcome, { result: unknown }> & { result: Conflict } =>
  'result' in outcome && outcome.result.__typename === 'CartLineConflict';

function explain(outcome: Outcome): string {
  if ('refused' in outcome) return outcome.refused.message;
  const { result } = outcome;
  switch (result.__typename) {
    case 'CartLineConflict':
      return `Meanwhile the cart was changed elsewhere: there are ${result.quantity} in it, and there were ${result.expectedQuantity} when you changed it.`;
    case 'OutOfStock':
      return `Nothing was ordered. ${result.shortages.map(({ sku, requested, available }) => `${nameOf(sku)}: you want ${requested}, there are ${available}`).join('. ')}.`;
    case 'PriceChanged':
      return `Nothing was ordered. ${result.changes.map(({ sku, oldPrice, newPrice }) => `${nameOf(sku)}: was ${formatPrice(oldPrice)}, ${newPrice ? `is ${formatPrice(newPrice)}` : 'is no longer sold'}`).join('. ')}.`;
    case 'InvalidOrderState':
      return `That is no longer possible: the order is ${statusText(result.status).toLowerCase()}.`;
    default:
      return 'message' in result ? result.message : 'It was done.';
  }
}

function waysOn(outcome: Outcome): ReactNode {
  const { action } = outcome;
  if (isConflict(outcome) && action.kind === 'CHANGE_CART') {
    const { sku, quantity } = action.input;
    return (
      <button
        type="button"
        className="button solid"
        onClick={() => void dismiss(action.id).then(() => setCartLine(sku, quantity))}
      >
        {quantity === 0 ? 'Take it out all the same' : `Make it ${quantity}`}
      </button>
    );
  }
  if (action.kind === 'PLACE_ORDER' || action.kind === 'CHANGE_CART')
    return (
      <Link className="button solid" to="/cart" onClick={() => void dismiss(action.id)}>
        See the cart
      </Link>
    );
  return (
    <Link
      className="button solid"
      to={`/orders/${action.input.orderId}`}
      onClick={() => void dismiss(action.id)}
    >
      See the order
    </Link>
  );
}
