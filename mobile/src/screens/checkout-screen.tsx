import { type AddressContentsFragment, CheckoutScreenDocument } from '@tributary/mobile-client';
import { type FormEvent, useState } from 'react';
import { Navigate, useNavigate } from 'react-router';
import {
  AddressFields,
  AddressText,
  readAddress,
  toAddressInput,
} from '../parts/address-fields.js';
import { MissingParts } from '../parts/notes.js';
import { Price } from '../parts/price.js';
import { Screen } from '../parts/screen.js';
import { ListSkeleton } from '../parts/skeleton.js';
import { perform } from '../state/actions.js';
import { say, useApp } from '../state/app-state.js';
import { useCart } from '../state/use-cart.js';
import { useScreen } from '../state/use-screen.js';

/** What the built-in provider takes: it moves no money. */
const testCards = [
  ['tok_ok', 'Test card that pays'],
  ['tok_declined', 'Test card that is declined'],
  ['tok_timeout', 'Test card whose bank is slow'],
  ['tok_flaky', 'Test card that pays at the second try'],
] as const;

const another = 'another';

/** Where it goes and how it is paid. Without a network the order waits, and is placed later. */
export function CheckoutScreen() {
  const { profile } = useApp();
  const answer = useScreen(CheckoutScreenDocument, {});
  const [isPlacing, setPlacing] = useState(false);
  const cart = useCart();
  if (!profile || (cart.lines.length === 0 && !isPlacing)) return <Navigate to="/cart" replace />;
  const screen = answer.data?.checkoutScreen;
  const isLoading = !screen && answer.fault === null;
  return (
    <Screen title="Checkout" back="/cart" onSync={answer.reload}>
      {screen && <MissingParts of={screen.unavailable} />}
      {isLoading ? (
        <ListSkeleton />
      ) : (
        <Form addresses={screen?.addresses ?? []} {...{ isPlacing, setPlacing }} />
      )}
    </Screen>
  );
}

interface FormProps {
  addresses: readonly AddressContentsFragment[];
  isPlacing: boolean;
  setPlacing: (isPlacing: boolean) => void;
}

function Form({ addresses, isPlacing, setPlacing }: FormProps) {
  const { isOnline } = useApp();
  const { subtotal } = useCart();
  const [chosen, setChosen] = useState(addresses[0]?.id ?? another);
  const navigate = useNavigate();

  async function place(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const saved = addresses.find(({ id }) => id === chosen);
    const shippingAddress = saved ? toAddressInput(saved) : readAddress(form);
    const paymentToken = form.get('paymentToken') as string;
    setPlacing(true);
    const outcome = await perform({
      kind: 'PLACE_ORDER',
      input: { shippingAddress, paymentToken },
    });
    const result = outcome && 'result' in outcome ? outcome.result : undefined;
    if (result?.__typename === 'OrderPlaced')
      return navigate(`/orders/${result.order.id}`, { replace: true });
    if (!outcome) say('Your order waits and is placed as soon as there is a network.');
    await navigate('/changes', { replace: true });
  }

  return (
    <form className="form" onSubmit={(event) => void place(event)}>
      <fieldset className="choices">
        <legend>Where it goes</legend>
        {addresses.map((address) => (
          <label key={address.id} className="choice">
            <input
              type="radio"
              name="address"
              checked={chosen === address.id}
              onChange={() => setChosen(address.id!)}
            />
            <span className="choice-name">
              <AddressText address={address} />
            </span>
          </label>
        ))}
        {addresses.length > 0 && (
          <label className="choice">
            <input
              type="radio"
              name="address"
              checked={chosen === another}
              onChange={() => setChosen(another)}
            />
            <span className="choice-name">Another address</span>
          </label>
        )}
        {chosen === another && <AddressFields />}
      </fieldset>
      <fieldset className="choices">
        <legend>How it is paid</legend>
        {testCards.map(([token, label], index) => (
          <label key={token} className="choice">
            <input type="radio" name="paymentToken" value={token} defaultChecked={index === 0} />
            <span className="choice-name">{label}</span>
          </label>
        ))}
        <p className="hint">This shop is a demonstration: no money moves.</p>
      </fieldset>
      <div className="total">
        <span>Subtotal, without shipping</span>
        {subtotal && <Price of={subtotal} />}
      </div>
      <button type="submit" className="button solid wide" disabled={isPlacing}>
        {isPlacing
          ? 'Placing your order…'
          : isOnline
            ? 'Place the order'
            : 'Order when back online'}
      </button>
    </form>
  );
}
