/** What stands between the buyer and the order, and what can be done about it here. */
import { useState } from 'react';
import { Link } from 'react-router';
import { useSend } from '../api/use-send.js';
import { Button } from '../design/button.js';
import { Notice } from '../design/notices.js';
import { type CartPartsFragment, SetCartLineDocument } from '../generated/documents.js';
import type { Obstacle } from './use-place-order.js';

interface Names {
  cart: CartPartsFragment;
}

const nameOf = ({ lines }: CartPartsFragment, sku: string) => {
  const product = lines.find((line) => line.sku === sku)?.product;
  return product ? `${product.name}, ${product.variantName}` : sku;
};

export function ObstacleNotice({
  obstacle,
  cart,
  onRepaired,
}: Names & { obstacle: Obstacle; onRepaired: () => void }) {
  switch (obstacle.__typename) {
    case 'OutOfStock':
      return <Shortages obstacle={obstacle} cart={cart} onRepaired={onRepaired} />;
    case 'PriceChanged':
      return <NewPrices obstacle={obstacle} cart={cart} />;
    case 'EmptyCart':
      return (
        <Notice tone="warn" live title="Your cart is empty">
          <Link to="/search">Look around</Link>
        </Notice>
      );
    default:
      return (
        <Notice tone="bad" live title="We do not know yet whether the order went through">
          {obstacle.message} You can press the button again: it will not be placed twice.
        </Notice>
      );
  }
}

function Shortages({
  obstacle: { shortages },
  cart,
  onRepaired,
}: Names & { obstacle: Extract<Obstacle, { __typename: 'OutOfStock' }>; onRepaired: () => void }) {
  const { send } = useSend(SetCartLineDocument);
  const [busy, setBusy] = useState(false);
  const repair = async () => {
    setBusy(true);
    for (const { sku, available } of shortages) {
      const { error } = await send({ input: { sku, quantity: available } });
      if (error !== undefined) return setBusy(false);
    }
    onRepaired();
  };
  return (
    <Notice
      tone="bad"
      live
      title="There is less than you want"
      action={
        <Button look="line" size="s" busy={busy} onClick={() => void repair()}>
          Take what there is
        </Button>
      }
    >
      <ul>
        {shortages.map(({ sku, requested, available }) => (
          <li key={sku}>
            {nameOf(cart, sku)}: {available === 0 ? 'none left' : `${available} left`}, you want{' '}
            {requested}
          </li>
        ))}
      </ul>
      <p>Nothing was ordered or charged.</p>
    </Notice>
  );
}

function NewPrices({
  obstacle: { changes },
  cart,
}: Names & { obstacle: Extract<Obstacle, { __typename: 'PriceChanged' }> }) {
  return (
    <Notice tone="warn" live title="Prices have changed">
      <ul>
        {changes.map(({ sku, oldPrice, newPrice }) => (
          <li key={sku}>
            {nameOf(cart, sku)}:{' '}
            {newPrice
              ? `${oldPrice.formatted} → ${newPrice.formatted}`
              : 'no longer sold, and taken out'}
          </li>
        ))}
      </ul>
      <p>The sum beside is the new one. Place the order again if that is fine.</p>
    </Notice>
  );
}
