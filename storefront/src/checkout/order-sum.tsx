import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Facts, Panel, Stack } from '../design/panel.js';
import type { CartPartsFragment } from '../generated/documents.js';
import { ProductPicture } from '../shop/product-picture.js';
import styles from './order-sum.module.css';

/** What will be ordered, and the button under it. */
export function OrderSum({
  cart,
  lastShipping,
  children,
}: {
  cart: CartPartsFragment;
  lastShipping: string | undefined;
  children: ReactNode;
}) {
  return (
    <Panel title="Your order" id="order-sum" action={<Link to="/cart">Change</Link>}>
      <Stack gap="s">
        <ul className={styles['lines']}>
          {cart.lines.map(({ sku, quantity, lineTotal, product }) => (
            <li key={sku}>
              <span className={styles['picture']}>
                <ProductPicture picture={product?.picture} />
              </span>
              <span>
                {quantity} × {product ? `${product.name}, ${product.variantName}` : sku}
              </span>
              <span>{lineTotal.formatted}</span>
            </li>
          ))}
        </ul>
        <Facts
          facts={[
            ['Sum', <strong key="sum">{cart.subtotal?.formatted}</strong>],
            ['Shipping', lastShipping ? `last time ${lastShipping}` : 'told with the order'],
          ]}
        />
        {children}
      </Stack>
    </Panel>
  );
}
