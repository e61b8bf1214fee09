import { type OrderContentsFragment, OrderScreenDocument } from '@tributary/mobile-client';
import { type ReactNode, useEffect } from 'react';
import { useParams } from 'react-router';
import { AddressText } from '../parts/address-fields.js';
import { AnswerNote, MissingParts } from '../parts/notes.js';
import { OrderActions } from '../parts/order-actions.js';
import { isSettling, StatusBadge } from '../parts/order-status.js';
import { Timeline } from '../parts/order-timeline.js';
import { Price } from '../parts/price.js';
import { Screen } from '../parts/screen.js';
import { ListSkeleton } from '../parts/skeleton.js';
import { appState, change, useApp } from '../state/app-state.js';
import { useScreen } from '../state/use-screen.js';

const settlingRefreshMs = 1_500;
const restRefreshMs = 30_000;

/** One order: as it is kept, and as it is when the server can be reached. It follows what happens to it. */
export function OrderScreen() {
  const { id = '' } = useParams();
  const { kept } = useApp();
  const known = kept.orders[id];
  const refreshMs = known && isSettling(known.status) ? settlingRefreshMs : restRefreshMs;
  const answer = useScreen(OrderScreenDocument, { id }, refreshMs);
  const screen = answer.data?.orderScreen;
  const fresh = answer.asOf === null && answer.fault === null ? screen?.order : undefined;
  useEffect(() => {
    if (fresh) keepOrder(fresh);
  }, [fresh]);
  const order = fresh ?? known ?? screen?.order;
  return (
    <Screen title={order ? `Order ${order.number}` : 'Order'} back="/orders" onSync={answer.reload}>
      {!order && <AnswerNote answer={answer} />}
      {!order && screen && <MissingParts of={screen.unavailable} />}
      {!order && !screen && answer.fault === null && <ListSkeleton />}
      {order && <Details order={order} />}
    </Screen>
  );
}

/** The list shows what is seen here. */
function keepOrder(order: OrderContentsFragment): void {
  const { kept } = appState.get();
  if (kept.orders[order.id])
    change({ kept: { ...kept, orders: { ...kept.orders, [order.id]: order } } });
}

const Details = ({ order }: { order: OrderContentsFragment }) => (
  <article className="order">
    <output className="order-head">
      <StatusBadge status={order.status} />
      {isSettling(order.status) && <span className="hint">This takes a few seconds.</span>}
    </output>
    <Part title="What happens">
      <Timeline entries={order.timeline} />
    </Part>
    <Part title="What you bought">
      <ul className="bought">
        {order.lines.map(({ sku, name, quantity, total }) => (
          <li key={sku}>
            <span>
              {quantity} × {name}
            </span>
            <Price of={total} />
          </li>
        ))}
        <li>
          <span>Shipping</span>
          <Price of={order.shipping} />
        </li>
        <li className="is-total">
          <span>Total</span>
          <Price of={order.total} />
        </li>
      </ul>
    </Part>
    {order.address && (
      <Part title="Where it goes">
        <AddressText address={order.address} />
      </Part>
    )}
    <OrderActions order={order} />
  </article>
);

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="panel">
    <h2>{title}</h2>
    {children}
  </section>
);
