import { useSend } from '../../api/use-send.js';
import { Badge, type Tone } from '../../design/badge.js';
import { Button } from '../../design/button.js';
import { useToast } from '../../design/toast.js';
import {
  DeliverOrderDocument,
  type DeskOrderFragment,
  type DeskReturnFragment,
  type DeskUnitsFragment,
  type ReturnStatus,
} from '../../generated/staff-documents.js';
import { formatTime } from '../times.js';
import { settle } from './order-dialogs.js';
import styles from './orders.module.css';

const listUnits = (lines: readonly DeskUnitsFragment[]) =>
  lines.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ');

/** Parcels that have left; each can be said to have arrived. */
export function Parcels({
  order,
  onDone,
}: {
  order: DeskOrderFragment;
  onDone: (order: DeskOrderFragment, words: string) => void;
}) {
  if (order.parcels.length === 0) return null;
  return (
    <section className={styles['card']} aria-labelledby="parcels">
      <h2 id="parcels">Parcels</h2>
      {order.parcels.map((parcel) => (
        <Parcel key={parcel.id} orderId={order.id} parcel={parcel} onDone={onDone} />
      ))}
    </section>
  );
}

function Parcel({
  orderId,
  parcel: { id, lines, trackingCode, shippedAt, deliveredAt },
  onDone,
}: {
  orderId: string;
  parcel: DeskOrderFragment['parcels'][number];
  onDone: (order: DeskOrderFragment, words: string) => void;
}) {
  const { send, busy } = useSend(DeliverOrderDocument);
  const toast = useToast();
  const deliver = async () => {
    const { data, error } = await send({ input: { orderId, shipmentId: id } });
    const done = (changed: DeskOrderFragment) => onDone(changed, 'The parcel has arrived.');
    const fault = settle(data?.deliverOrder, error, done);
    if (fault) toast(fault, 'bad');
  };
  return (
    <div className={styles['entry']}>
      <div>
        {listUnits(lines)}
        <span className={styles['under']}>
          {trackingCode ?? 'No tracking code'} · left {formatTime(shippedAt)}
        </span>
      </div>
      {deliveredAt ? (
        <Badge tone="good">Arrived {formatTime(deliveredAt)}</Badge>
      ) : (
        <Button look="line" size="s" busy={busy} onClick={() => void deliver()}>
          It has arrived
        </Button>
      )}
    </div>
  );
}

const tones: Record<ReturnStatus, Tone> = {
  REQUESTED: 'warn',
  APPROVED: 'good',
  REJECTED: 'plain',
};

/** What the buyer wants to send back, to be decided on. */
export function Returns({
  order,
  onDecide,
}: {
  order: DeskOrderFragment;
  onDecide: (action: 'approve' | 'reject', wanted: DeskReturnFragment) => void;
}) {
  if (order.returns.length === 0) return null;
  return (
    <section className={styles['card']} aria-labelledby="returns">
      <h2 id="returns">Returns</h2>
      {order.returns.map((wanted) => (
        <div key={wanted.id} className={styles['entry']}>
          <div>
            {listUnits(wanted.lines)}
            <span className={styles['under']}>
              {wanted.reason ?? 'No reason given'} · {formatTime(wanted.requestedAt)}
            </span>
            {wanted.rejection && <span className={styles['under']}>{wanted.rejection}</span>}
          </div>
          {wanted.status === 'REQUESTED' ? (
            <span className={styles['buttons']}>
              <Button look="line" size="s" onClick={() => onDecide('approve', wanted)}>
                Take back…
              </Button>
              <Button look="quiet" size="s" onClick={() => onDecide('reject', wanted)}>
                Refuse…
              </Button>
            </span>
          ) : (
            <Badge tone={tones[wanted.status]}>{outcomeOf(wanted)}</Badge>
          )}
        </div>
      ))}
    </section>
  );
}

const outcomeOf = ({ statusText, restock }: DeskReturnFragment) =>
  restock === false ? `${statusText}, written off` : statusText;
