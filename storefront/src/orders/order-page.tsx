import { Link, useParams, useSearchParams } from 'react-router';
import { useSubscription } from 'urql';
import { reasonOf, UnavailableNotice } from '../api/unavailable.js';
import { usePage } from '../api/use-page.js';
import { AddressText } from '../addresses/address-text.js';
import { Moment } from '../design/moment.js';
import { ErrorState, Notice } from '../design/notices.js';
import { Facts, Panel, Stack, WithAside } from '../design/panel.js';
import { Loading, Skeleton } from '../design/skeleton.js';
import {
  OrderPageDocument,
  type OrderPartsFragment,
  OrderProgressDocument,
} from '../generated/documents.js';
import { NotFoundPage } from '../layout/not-found-page.js';
import { PageTitle } from '../layout/page-title.js';
import { OrderActions } from './order-actions.js';
import { OrderLines, Parcels, Returns } from './order-parts.js';
import { OrderSteps } from './order-steps.js';
import styles from './orders.module.css';
import { SignInFirst } from './sign-in-first.js';
import { StatusBadge } from './status-badge.js';

/** One order: it changes while one looks. */
export default function OrderPage() {
  const { id = '' } = useParams();
  return <OrderOf key={id} id={id} />;
}

function OrderOf({ id }: { id: string }) {
  const { data, failure, reload } = usePage(OrderPageDocument, { id });
  const page = data?.orderPage;
  const [live] = useSubscription({
    query: OrderProgressDocument,
    variables: { id },
    pause: !page?.order,
  });
  if (failure) return <ErrorState onRetry={reload}>{failure}</ErrorState>;
  if (!page)
    return (
      <Loading what="the order">
        <Skeleton shape="title" />
        <Skeleton shape="block" />
        <Skeleton shape="block" />
      </Loading>
    );
  const reason = reasonOf(page.unavailable, 'ORDER');
  if (reason === 'NOT_FOUND') return <NotFoundPage />;
  if (reason === 'SIGN_IN_REQUIRED')
    return (
      <>
        <PageTitle title="Order" className="visually-hidden" />
        <SignInFirst what="Orders" />
      </>
    );
  const order = (live.error ? undefined : live.data?.orderProgress) ?? page.order;
  return (
    <Stack>
      {order ? <Shown order={order} isLive={!live.error} /> : <PageTitle title="Order" />}
      <UnavailableNotice unavailable={page.unavailable} onRetry={reload} />
    </Stack>
  );
}

const isSettling = ({ status }: OrderPartsFragment) =>
  status === 'PENDING' || status === 'AWAITING_PAYMENT';

function Shown({ order, isLive }: { order: OrderPartsFragment; isLive: boolean }) {
  const [params] = useSearchParams();
  return (
    <>
      <div>
        <p className={styles['crumb']}>
          <Link to="/orders">Your orders</Link>
        </p>
        <div className={styles['head']}>
          <PageTitle title={`Order ${order.number}`} />
          <output>
            <StatusBadge status={order.status} text={order.statusText} />
          </output>
        </div>
        <p className={styles['soft']}>
          Placed <Moment at={order.placedAt} />
        </p>
      </div>
      {params.has('placed') && <Thanks order={order} isLive={isLive} />}
      <WithAside aside={<Aside order={order} />}>
        <Panel title="What happens" id="progress">
          <OrderSteps steps={order.steps} />
        </Panel>
        <Panel title="What you ordered" id="lines">
          <OrderLines lines={order.lines} />
        </Panel>
        <Parcels parcels={order.parcels} />
        <Returns returns={order.returns} />
      </WithAside>
    </>
  );
}

function Thanks({ order, isLive }: { order: OrderPartsFragment; isLive: boolean }) {
  if (isSettling(order))
    return (
      <Notice title="Thank you. Your order is in.">
        We set your things aside and take the payment.
        {isLive && ' This page tells you as soon as that is done: no need to reload.'}
      </Notice>
    );
  if (order.status === 'CANCELLED' || order.status === 'REJECTED')
    return (
      <Notice tone="bad" live title="Your order did not go through">
        {order.payment.text}. Your things are free for others again; you can order them anew.
      </Notice>
    );
  return (
    <Notice tone="good" live title="Thank you. Your order is confirmed.">
      We write to you when it leaves.
    </Notice>
  );
}

function Aside({ order }: { order: OrderPartsFragment }) {
  const { subtotal, shipping, total, payment, shippingAddress } = order;
  return (
    <>
      <Panel title="Sum" id="sum">
        <Facts
          facts={[
            ['Items', subtotal.formatted],
            ['Shipping', shipping.formatted],
            ['Total', <strong key="total">{total.formatted}</strong>],
            ['Payment', payment.text],
            ...(payment.refunded.amount > 0
              ? [['Paid back', payment.refunded.formatted] as const]
              : []),
          ]}
        />
      </Panel>
      {shippingAddress && (
        <Panel title="Where it goes" id="address">
          <AddressText address={shippingAddress} />
        </Panel>
      )}
      <OrderActions order={order} />
    </>
  );
}
