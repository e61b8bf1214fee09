import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { useSend } from '../api/use-send.js';
import { Button } from '../design/button.js';
import { Notice } from '../design/notices.js';
import { Stepper } from '../design/stepper.js';
import { useToast } from '../design/toast.js';
import { ProductPicture } from '../shop/product-picture.js';
import { type CartLinePartsFragment, SetCartLineDocument } from '../generated/documents.js';
import styles from './cart.module.css';

const pauseMs = 350;

/** A line of the cart: how many, or out with it. */
export function CartLine({ line }: { line: CartLinePartsFragment }) {
  const { send, busy } = useSend(SetCartLineDocument);
  const toast = useToast();
  // Until the cart itself says so.
  const [wanted, setWanted] = useState({ before: line.quantity, quantity: line.quantity });
  const quantity = wanted.before === line.quantity ? wanted.quantity : line.quantity;
  const setQuantity = (to: number) => setWanted({ before: line.quantity, quantity: to });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const put = async (units: number) => {
    const { data, error } = await send({ input: { sku: line.sku, quantity: units } });
    const outcome = data?.setCartLine;
    if (error === undefined && outcome?.__typename === 'Cart') return;
    setQuantity(line.quantity);
    toast(error ?? (outcome && 'message' in outcome ? outcome.message : ''), 'bad');
  };
  const change = (units: number) => {
    setQuantity(units);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void put(units), pauseMs);
  };
  const name = line.product ? `${line.product.name}, ${line.product.variantName}` : line.sku;
  return (
    <li className={styles['line']}>
      <div className={styles['picture']}>
        <ProductPicture picture={line.product?.picture} />
      </div>
      <div className={styles['what']}>
        <h2>
          {line.product ? (
            <Link to={`/products/${line.product.slug}`}>{line.product.name}</Link>
          ) : (
            <>Item {line.sku}</>
          )}
        </h2>
        <p className={styles['variant']}>
          {line.product?.variantName ?? 'No longer in the catalogue'} · {line.unitPrice.formatted}{' '}
          each
        </p>
        <Remarks line={line} />
        <div className={styles['change']}>
          <Stepper label={`Quantity of ${name}`} value={quantity} onChange={change} />
          <Button
            look="quiet"
            size="s"
            busy={busy}
            aria-label={`Remove ${name}`}
            onClick={() => void put(0)}
          >
            Remove
          </Button>
        </div>
      </div>
      <p className={styles['total']}>{line.lineTotal.formatted}</p>
    </li>
  );
}

/** What is odd about a line: sold out, too few, another price. */
function Remarks({ line: { availability, product, unitPrice } }: { line: CartLinePartsFragment }) {
  const newPrice = product?.newPrice;
  return (
    <>
      {availability === 'WITHDRAWN' && (
        <Notice tone="bad">No longer sold. Please remove it.</Notice>
      )}
      {availability === 'OUT' && (
        <Notice tone="bad">Sold out just now. Remove it, or wait a little.</Notice>
      )}
      {availability === 'LOW' && <Notice tone="warn">Only a few are left.</Notice>}
      {newPrice && (
        <Notice tone="warn">
          {newPrice.amount < unitPrice.amount ? 'It has become cheaper' : 'Its price has risen'}: it
          is {newPrice.formatted} now. You are asked before you order.
        </Notice>
      )}
    </>
  );
}
