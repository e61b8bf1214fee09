import { Link, useSearchParams } from 'react-router';
import { AccountNav } from '../account/account-nav.js';
import { reasonOf, UnavailableNotice } from '../api/unavailable.js';
import { usePage } from '../api/use-page.js';
import { ButtonLink } from '../design/button.js';
import { EmptyState, ErrorState } from '../design/notices.js';
import { Pagination } from '../design/pagination.js';
import { Stack } from '../design/panel.js';
import { Moment } from '../design/moment.js';
import { Loading, Skeleton } from '../design/skeleton.js';
import { OrdersPageDocument, type OrdersPageQuery } from '../generated/documents.js';
import { PageTitle } from '../layout/page-title.js';
import styles from './orders.module.css';
import { SignInFirst } from './sign-in-first.js';
import { StatusBadge } from './status-badge.js';

type Orders = NonNullable<OrdersPageQuery['ordersPage']['orders']>;

/** The user's orders, newest first. */
export default function OrdersPage() {
  const [params] = useSearchParams();
  const after = params.get('after');
  const { data, failure, reload } = usePage(OrdersPageDocument, { after });
  const page = data?.ordersPage;
  const isStranger = reasonOf(page?.unavailable, 'ORDERS') === 'SIGN_IN_REQUIRED';
  return (
    <Stack>
      <PageTitle title="Your orders" />
      {!isStranger && <AccountNav />}
      {failure && <ErrorState onRetry={reload}>{failure}</ErrorState>}
      {!page && !failure && (
        <Loading what="your orders">
          <Skeleton shape="block" />
          <Skeleton shape="block" />
        </Loading>
      )}
      {isStranger ? (
        <SignInFirst what="Orders" />
      ) : (
        <UnavailableNotice unavailable={page?.unavailable} onRetry={reload} />
      )}
      {page?.orders && <List orders={page.orders} isFirst={!after} />}
    </Stack>
  );
}

function List({ orders: { items, pageInfo }, isFirst }: { orders: Orders; isFirst: boolean }) {
  if (items.length === 0)
    return (
      <EmptyState title="No orders yet" action={<ButtonLink to="/search">Look around</ButtonLink>}>
        What you order is listed here, with all that happens to it.
      </EmptyState>
    );
  return (
    <>
      <ul className={styles['orders']}>
        {items.map((order) => (
          <OrderRow key={order.id} order={order} />
        ))}
      </ul>
      <Pagination
        label="Pages of orders"
        first={isFirst ? null : '/orders'}
        next={
          pageInfo.hasNextPage
            ? `/orders?after=${encodeURIComponent(pageInfo.endCursor ?? '')}`
            : null
        }
      />
    </>
  );
}

function OrderRow({
  order: { id, number, status, statusText, placedAt, quantity, names, total },
}: {
  order: Orders['items'][number];
}) {
  return (
    <li className={styles['order']}>
      <div>
        <h2>
          <Link to={`/orders/${id}`}>{number}</Link>
        </h2>
        <p className={styles['soft']}>
          <Moment at={placedAt} /> · {quantity} {quantity === 1 ? 'item' : 'items'}
        </p>
        <p>{names.join(' · ')}</p>
      </div>
      <div className={styles['end']}>
        <StatusBadge status={status} text={statusText} />
        <strong>{total.formatted}</strong>
      </div>
    </li>
  );
}
