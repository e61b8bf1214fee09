/** What the buyer can still do: cancel before it is sent, send back after it arrived. */
import { useState } from 'react';
import { useIdempotencyKey } from '../api/idempotency.js';
import { useSend } from '../api/use-send.js';
import { Button } from '../design/button.js';
import { Dialog, DialogActions } from '../design/dialog.js';
import { TextArea } from '../design/field.js';
import { Notice } from '../design/notices.js';
import { Row, Stack } from '../design/panel.js';
import { Stepper } from '../design/stepper.js';
import { useToast } from '../design/toast.js';
import { required, useForm } from '../design/use-form.js';
import {
  CancelOrderDocument,
  type OrderPartsFragment,
  RequestReturnDocument,
} from '../generated/documents.js';
import styles from './orders.module.css';

interface Asked {
  order: OrderPartsFragment;
  onClose: () => void;
}

export function OrderActions({ order }: { order: OrderPartsFragment }) {
  const [asked, setAsked] = useState<'cancel' | 'return'>();
  const close = () => setAsked(undefined);
  return (
    <Row>
      {order.canCancel && (
        <Button look="danger" onClick={() => setAsked('cancel')}>
          Cancel the order
        </Button>
      )}
      {order.canRequestReturn && (
        <Button look="line" onClick={() => setAsked('return')}>
          Send something back
        </Button>
      )}
      {asked === 'cancel' && <CancelDialog order={order} onClose={close} />}
      {asked === 'return' && <ReturnDialog order={order} onClose={close} />}
    </Row>
  );
}

const reasonRules = { reason: required('A word or two on why, please.') };

function CancelDialog({ order, onClose }: Asked) {
  const { send, busy } = useSend(CancelOrderDocument);
  const form = useForm({ reason: '' }, reasonRules);
  const [fault, setFault] = useState<string>();
  const toast = useToast();
  const cancel = async ({ reason }: { reason: string }) => {
    const { data, error } = await send({ input: { orderId: order.id, reason } });
    const outcome = data?.cancelOrder;
    if (outcome?.__typename !== 'OrderChanged') return setFault(error ?? outcome?.message);
    toast(`Order ${order.number} is cancelled.`);
    onClose();
  };
  return (
    <Dialog title={`Cancel order ${order.number}?`} onClose={onClose}>
      <form noValidate onSubmit={form.submit(cancel)}>
        <Stack>
          <p>What was paid is paid back, and your things go to somebody else.</p>
          {fault && (
            <Notice tone="bad" live>
              {fault}
            </Notice>
          )}
          <TextArea {...form.bind('reason')} label="Why?" maxLength={500} required />
        </Stack>
        <DialogActions>
          <Button look="line" onClick={onClose}>
            Keep it
          </Button>
          <Button type="submit" look="danger" busy={busy}>
            Cancel the order
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function ReturnDialog({ order, onClose }: Asked) {
  const { send, busy } = useSend(RequestReturnDocument);
  const keyOf = useIdempotencyKey();
  const form = useForm({ reason: '' }, reasonRules);
  const [fault, setFault] = useState<string>();
  const returnable = order.lines.filter(({ returnableQuantity }) => returnableQuantity > 0);
  const [units, setUnits] = useState<Record<string, number>>({});
  const toast = useToast();
  const ask = async ({ reason }: { reason: string }) => {
    const lines = Object.entries(units)
      .filter(([, quantity]) => quantity > 0)
      .map(([sku, quantity]) => ({ sku, quantity }));
    if (lines.length === 0) return setFault('Choose at least one thing.');
    const request = { orderId: order.id, reason, lines };
    const { data, error } = await send({ input: { ...request, idempotencyKey: keyOf(request) } });
    const outcome = data?.requestReturn;
    if (outcome?.__typename !== 'OrderChanged') return setFault(error ?? outcome?.message);
    toast('We have your request and will write to you.');
    onClose();
  };
  return (
    <Dialog title="Send something back" onClose={onClose}>
      <form noValidate onSubmit={form.submit(ask)}>
        <Stack>
          <ul className={styles['entries']}>
            {returnable.map(({ sku, name, returnableQuantity }) => (
              <li key={sku} className={styles['head']}>
                <span>{name}</span>
                <Stepper
                  label={`How many of ${name}`}
                  min={0}
                  max={returnableQuantity}
                  value={units[sku] ?? 0}
                  onChange={(quantity) => {
                    setUnits((before) => ({ ...before, [sku]: quantity }));
                    setFault(undefined);
                  }}
                />
              </li>
            ))}
          </ul>
          {fault && (
            <Notice tone="bad" live>
              {fault}
            </Notice>
          )}
          <TextArea
            {...form.bind('reason')}
            label="What is wrong with it?"
            maxLength={500}
            required
          />
        </Stack>
        <DialogActions>
          <Button look="line" onClick={onClose}>
            Keep everything
          </Button>
          <Button type="submit" busy={busy}>
            Ask to send it back
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
