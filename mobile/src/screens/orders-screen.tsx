import { OrdersScreenDocument, type OrdersScreenQuery } from '@tributary/mobile-client';
import { useState } from 'react';
import { Link } from 'react-router';
import { Empty, SignInNote } from '../parts/notes.js';
import { StatusBadge } from '../parts/order-status.js';
import { Price } from '../parts/price.js';
import { Screen } from '../parts/screen.js';
import { ListSkeleton } from '../parts/skeleton.js';
import { When } from '../parts/when.js';
import { client } from '../phone/client.js';
import { say, useApp } from '../state/app-state.js';
import { watched } from '../state/connection.js';
import { byTime, waitingFor } from '../state/expected.js';

type Summary = NonNullable<OrdersScreenQuery['ordersScreen']['orders']>[number];

/** The orders that are kept, readable without a network; older ones on demand. */
export function OrdersScreen() {
  const { profile, kept, isSyncing, syncedAt, isOnline } = useApp();
  const orders = byTime(kept.orders);
  const isUnknown = orders.length === 0 && isSyncing && syncedAt === null;
  return (
    <Screen title="Orders">
      {!profile && <SignInNote>Then your orders are here, also without a network.</SignInNote>}
      {profile && isUnknown && <ListSkeleton />}
      {profile && !isUnknown && orders.length === 0 && (
        <Empty title="No orders yet">
          <p>What you order stays readable here, wherever you are.</p>
        </Empty>
      )}
      {profile && <OrderList orders={orders} />}
      {profile && isOnline && orders.length > 0 && <OlderOrders />}
    </Screen>
  );
}

function OrderList({ orders }: { orders: readonly Summary[] }) {
  const { waiting } = useApp();
  return (
    <ul className="stack">
      {orders.map(({ id, number, status, placedAt, total }) => (
        <li key={id}>
          <Link className="row order-row" to={`/orders/${id}`}>
            <span className="order-number">{number}</span>
            {waitingFor(id, waiting) ? (
              <span className="badge is-waiting">Waits</span>
            ) : (
              <StatusBadge status={status} />
            )}
            <span className="order-date">
              <When at={placedAt} isDateOnly />
            </span>
            <Price of={total} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Those that did not change for half a year are not kept. */
function OlderOrders() {
  const { kept } = useApp();
  const [found, setFound] = useState<{ orders: Summary[]; next: string | null } | null>(null);
  const older = found?.orders.filter(({ id }) => !(id in kept.orders)) ?? [];

  async function load(): Promise<void> {
    try {
      const after = found?.next ?? null;
      const { ordersScreen } = await watched(
        client.send(OrdersScreenDocument, { first: 50, after }),
      );
      const orders = [...(found?.orders ?? []), ...(ordersScreen.orders ?? [])];
      setFound({ orders, next: ordersScreen.next });
    } catch (error) {
      say((error as Error).message);
    }
  }

  return (
    <>
      <OrderList orders={older} />
      {found && !found.next && older.length === 0 && (
        <p className="note">There are no older orders.</p>
      )}
      {(!found || found.next) && (
        <button type="button" className="button line wide" onClick={() => void load()}>
          Older orders
        </button>
      )}
    </>
  );
}
