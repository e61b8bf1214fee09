import { UnavailableNotice } from '../api/unavailable.js';
import { usePage } from '../api/use-page.js';
import { ButtonLink } from '../design/button.js';
import { EmptyState, ErrorState } from '../design/notices.js';
import { Facts, Panel, Stack, WithAside } from '../design/panel.js';
import { Loading, Skeleton } from '../design/skeleton.js';
import { type CartPartsFragment, CartPageDocument } from '../generated/documents.js';
import { PageTitle } from '../layout/page-title.js';
import { CartLine } from './cart-line.js';
import styles from './cart.module.css';

/** What the user, or a guest, is about to buy. */
export default function CartPage() {
  const { data, failure, reload } = usePage(CartPageDocument);
  const page = data?.cartPage;
  // Without a session there is no cart yet: that is an empty one.
  const missing = page?.unavailable.filter(({ reason }) => reason !== 'SIGN_IN_REQUIRED');
  const isEmpty = page && !missing?.some(({ part }) => part === 'CART') && !page.cart?.lines.length;
  return (
    <Stack>
      <PageTitle title="Your cart" />
      {failure && <ErrorState onRetry={reload}>{failure}</ErrorState>}
      {!page && !failure && (
        <Loading what="your cart">
          <Skeleton shape="block" />
          <Skeleton shape="block" />
        </Loading>
      )}
      <UnavailableNotice unavailable={missing} onRetry={reload} />
      {isEmpty && (
        <EmptyState
          title="Nothing in here yet"
          action={<ButtonLink to="/search">Look around</ButtonLink>}
        >
          What you put into the cart waits here for you, also when you come back another day.
        </EmptyState>
      )}
      {page?.cart && page.cart.lines.length > 0 && <Filled cart={page.cart} />}
    </Stack>
  );
}

function Filled({ cart }: { cart: CartPartsFragment }) {
  const isBlocked = cart.lines.some(({ availability }) =>
    ['OUT', 'WITHDRAWN'].includes(availability),
  );
  return (
    <WithAside
      aside={
        <Panel title="Sum" id="sum">
          <Stack gap="s">
            <Facts
              facts={[
                [
                  `${cart.totalQuantity} ${cart.totalQuantity === 1 ? 'item' : 'items'}`,
                  cart.subtotal?.formatted,
                ],
                ['Shipping', 'told with the order'],
              ]}
            />
            <ButtonLink to="/checkout" size="l" wide>
              To the checkout
            </ButtonLink>
            {isBlocked && (
              <p className={styles['blocked']}>Take out first what cannot be bought now.</p>
            )}
          </Stack>
        </Panel>
      }
    >
      <ul className={styles['lines']}>
        {cart.lines.map((line) => (
          <CartLine key={line.sku} line={line} />
        ))}
      </ul>
    </WithAside>
  );
}
