import { useCallback, useState } from 'react';
import { Link, useParams } from 'react-router';
import { UnavailableNotice } from '../../api/unavailable.js';
import { Button } from '../../design/button.js';
import { EmptyState } from '../../design/notices.js';
import { useToast } from '../../design/toast.js';
import type { DeskOrderFragment, DeskReturnFragment } from '../../generated/staff-documents.js';
import { StaffHead, WhenLoaded } from '../staff-page.js';
import { formatTime } from '../times.js';
import {
  ApproveReturnDialog,
  RefundDialog,
  RejectReturnDialog,
  ShipDialog,
  unshipped,
} from './order-dialogs.js';
import { OrderFacts, OrderLines, OrderSteps } from './order-facts.js';
import { Parcels, Returns } from './order-parcels.js';
import { StatusBadge } from './order-status.js';
import styles from './orders.module.css';
import { useDeskOrder } from './use-desk-order.js';

type Chosen =
  { action: 'ship' | 'refund' } | { action: 'approve' | 'reject'; wanted: DeskReturnFragment };

/** One order, live, and what staff do with it. */
export default function DeskOrderPage() {
  const { id = '' } = useParams();
  const { page, order, setOrder } = useDeskOrder(id);
  return (
    <>
      {!order && <StaffHead title="Order" />}
      <WhenLoaded page={page} what="the order">
        {({ orderPage: { unavailable } }) => (
          <>
            <UnavailableNotice unavailable={unavailable} onRetry={page.reload} />
            {order ? <Desk order={order} setOrder={setOrder} /> : <NoOrder />}
          </>
        )}
      </WhenLoaded>
    </>
  );
}

const NoOrder = () => (
  <EmptyState title="No such order" action={<Link to="/staff/orders">To the order desk</Link>} />
);

function Desk({
  order,
  setOrder,
}: {
  order: DeskOrderFragment;
  setOrder: (order: DeskOrderFragment) => void;
}) {
  const [chosen, setChosen] = useState<Chosen>();
  const toast = useToast();
  const close = useCallback(() => setChosen(undefined), []);
  const done = (changed: DeskOrderFragment, words: string) => {
    setOrder(changed);
    toast(words);
  };
  const { captured, refunded } = order.payment;
  const canShip = order.status === 'CONFIRMED' && unshipped(order).length > 0;
  const shared = { order, onDone: done, onClose: close };
  return (
    <>
      <StaffHead title={order.number} intro={`Placed ${formatTime(order.placedAt)}`}>
        <StatusBadge status={order.status} />
        {canShip && <Button onClick={() => setChosen({ action: 'ship' })}>Ship…</Button>}
        {captured.amount > refunded.amount && (
          <Button look="line" onClick={() => setChosen({ action: 'refund' })}>
            Refund…
          </Button>
        )}
      </StaffHead>
      <div className={styles['order']}>
        <div className={styles['column']}>
          <OrderLines order={order} />
          <Parcels order={order} onDone={done} />
          <Returns order={order} onDecide={(action, wanted) => setChosen({ action, wanted })} />
        </div>
        <div className={styles['column']}>
          <OrderFacts order={order} />
          <OrderSteps order={order} />
        </div>
      </div>
      {chosen?.action === 'ship' && <ShipDialog {...shared} />}
      {chosen?.action === 'refund' && <RefundDialog {...shared} />}
      {chosen?.action === 'approve' && <ApproveReturnDialog {...shared} wanted={chosen.wanted} />}
      {chosen?.action === 'reject' && <RejectReturnDialog {...shared} wanted={chosen.wanted} />}
    </>
  );
}
