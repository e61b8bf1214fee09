/** Which variant, how many, and into the cart; or a note when it is there again. */
import { useState } from 'react';
import { Link } from 'react-router';
import { useSend } from '../api/use-send.js';
import { Button } from '../design/button.js';
import { Choices } from '../design/choices.js';
import { Stepper } from '../design/stepper.js';
import { useToast } from '../design/toast.js';
import { AddToCartDocument, type VariantPartsFragment } from '../generated/documents.js';
import { AvailabilityBadge } from '../shop/availability.js';
import { BackInStock } from './back-in-stock.js';
import type { Product } from './product-page.js';
import styles from './product-page.module.css';
import { useLiveStock } from './use-live-stock.js';

const canBeBought = ({ availability }: VariantPartsFragment) =>
  availability !== 'OUT' && availability !== 'WITHDRAWN';

export function BuyBox({ product }: { product: Product }) {
  const variants = useLiveStock(product.variants);
  const [chosen, setChosen] = useState(
    () => (product.variants.find(canBeBought) ?? product.variants[0])?.sku,
  );
  const variant = variants.find(({ sku }) => sku === chosen) ?? variants[0];
  if (!variant) return <AvailabilityBadge availability="WITHDRAWN" />;
  const { sku, price, availability, available } = variant;
  return (
    <div className={styles['buy']}>
      <p className={styles['price']}>{price.formatted}</p>
      <output className={styles['stock']}>
        <AvailabilityBadge availability={availability} available={available} />
        {availability === 'IN_STOCK' && <span>{available} can be sent today</span>}
      </output>
      {variants.length > 1 && (
        <Choices
          legend="Which one"
          name="variant"
          look="tiles"
          value={sku}
          onChange={setChosen}
          choices={variants.map((one) => ({
            value: one.sku,
            label: one.name,
            note: canBeBought(one) ? one.price.formatted : 'Sold out',
          }))}
        />
      )}
      {canBeBought(variant) ? (
        <AddToCart key={sku} variant={variant} name={product.name} />
      ) : (
        <BackInStock key={sku} variant={variant} />
      )}
    </div>
  );
}

function AddToCart({ variant, name }: { variant: VariantPartsFragment; name: string }) {
  const { send, busy } = useSend(AddToCartDocument);
  const [quantity, setQuantity] = useState(1);
  const toast = useToast();
  const add = async () => {
    const { data, error } = await send({ input: { sku: variant.sku, quantity } });
    if (error !== undefined) return toast(error, 'bad');
    const outcome = data.addToCart;
    if (outcome.__typename !== 'Cart') return toast(outcome.message, 'bad');
    setQuantity(1);
    toast(
      <>
        {name} is in your cart. <Link to="/cart">To the cart</Link>
      </>,
    );
  };
  return (
    <div className={styles['add']}>
      <Stepper label="Quantity" value={quantity} onChange={setQuantity} />
      <Button size="l" busy={busy} onClick={() => void add()}>
        Add to cart
      </Button>
    </div>
  );
}
