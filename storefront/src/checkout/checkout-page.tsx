import { UnavailableNotice } from '../api/unavailable.js';
import { usePage } from '../api/use-page.js';
import { ButtonLink } from '../design/button.js';
import { EmptyState, ErrorState } from '../design/notices.js';
import { Stack } from '../design/panel.js';
import { Loading, Skeleton } from '../design/skeleton.js';
import { CheckoutPageDocument } from '../generated/documents.js';
import { PageTitle } from '../layout/page-title.js';
import { CheckoutForm } from './checkout-form.js';
import { ObstacleNotice } from './obstacles.js';
import { usePlaceOrder, useUnansweredOrder } from './use-place-order.js';

/** Contact, address, payment: and the order is placed. */
export default function CheckoutPage() {
  const { data, failure, reload } = usePage(CheckoutPageDocument);
  const order = usePlaceOrder();
  const page = data?.checkoutPage;
  const missing = page?.unavailable.filter(({ reason }) => reason !== 'SIGN_IN_REQUIRED');
  const isEmpty = Boolean(
    page && !missing?.some(({ part }) => part === 'CART') && !page.cart?.lines.length,
  );
  const asking = useUnansweredOrder(isEmpty, order.place);
  return (
    <Stack>
      <PageTitle title="Checkout" />
      {failure && <ErrorState onRetry={reload}>{failure}</ErrorState>}
      {((!page && !failure) || asking) && (
        <Loading what={asking ? 'your order' : 'the checkout'}>
          <Skeleton shape="block" />
          <Skeleton shape="block" />
        </Loading>
      )}
      <UnavailableNotice unavailable={missing} onRetry={reload} />
      {page?.cart && order.obstacle && (
        <ObstacleNotice obstacle={order.obstacle} cart={page.cart} onRepaired={order.clear} />
      )}
      {isEmpty && !asking && !order.busy && (
        <EmptyState
          title="Nothing to order yet"
          action={<ButtonLink to="/search">Look around</ButtonLink>}
        >
          Your cart is empty.
        </EmptyState>
      )}
      {page?.cart && !isEmpty && (
        <CheckoutForm
          cart={page.cart}
          addresses={page.addresses ?? []}
          lastShipping={page.shipping?.lastPaid?.formatted}
          profile={data?.accountPage.profile}
          busy={order.busy}
          onPlace={order.place}
        />
      )}
    </Stack>
  );
}
