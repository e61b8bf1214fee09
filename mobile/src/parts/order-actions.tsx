/** Cancelling and sending back, asked twice before it is done. Without a network it waits. */
import type { Action, OrderContentsFragment } from '@tributary/mobile-client';
import { useId, useState } from 'react';
import { Link } from 'react-router';
import { perform } from '../state/actions.js';
import { useApp } from '../state/app-state.js';
import { waitingFor } from '../state/expected.js';
import { canBeCancelled } from './order-status.js';

export function OrderActions({ order }: { order: OrderContentsFragment }) {
  const { waiting } = useApp();
  const { id: orderId, status } = order;
  const pending = waitingFor(orderId, waiting);
  if (pending)
    return (
      <p className="note is-waiting">
        {pending.kind === 'CANCEL_ORDER' ? 'Cancelling' : 'Your wish to send it back'} waits for the
        network. <Link to="/changes">See what waits</Link>
      </p>
    );
  if (canBeCancelled(status))
    return (
      <Ask
        label="Cancel this order"
        done="Cancel it"
        toAction={(reason) => ({ kind: 'CANCEL_ORDER', input: { orderId, reason } })}
      />
    );
  if (status !== 'DELIVERED') return null;
  return (
    <Ask
      label="Send it back"
      done="Ask for a return"
      toAction={(reason) => ({ kind: 'REQUEST_RETURN', input: { orderId, reason } })}
    />
  );
}

interface AskProps {
  label: string;
  done: string;
  toAction: (reason: string) => Action;
}

/** It was asked for by the click before. */
const focus = (input: HTMLInputElement | null) => input?.focus();

function Ask({ label, done, toAction }: AskProps) {
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  if (!isOpen)
    return (
      <button type="button" className="button danger wide" onClick={() => setOpen(true)}>
        {label}
      </button>
    );

  async function act(form: FormData): Promise<void> {
    setBusy(true);
    await perform(toAction((form.get('reason') as string).trim()));
    setBusy(false);
    setOpen(false);
  }

  return (
    <form className="panel form" action={act}>
      <div className="field">
        <label htmlFor={id}>Why?</label>
        <input id={id} name="reason" required maxLength={500} ref={focus} />
      </div>
      <div className="buttons">
        <button type="submit" className="button danger" disabled={isBusy}>
          {done}
        </button>
        <button type="button" className="button quiet" onClick={() => setOpen(false)}>
          Leave it
        </button>
      </div>
    </form>
  );
}
