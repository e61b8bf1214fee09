import type { EventOf } from '@tributary/contracts';
import { type MailContents, orderMails, type OrderMailEvent } from '../domain/mail-contents.js';
import type { Transaction } from '../store.js';
import type { EventEnvironment } from './environment.js';
import { queueMail } from './queue-mail.js';

/** Queues the mail that tells a buyer about an order. A buyer who is unknown, erased, or a guest without an address gets none. */
export async function mailOrderNews<N extends OrderMailEvent>(
  env: EventEnvironment,
  tx: Transaction,
  event: EventOf<N>,
): Promise<void> {
  const buyer = await tx.lockPerson(event.payload.buyerId);
  if (!buyer?.email) return;
  const write = orderMails[event.name] as (
    payload: typeof event.payload,
    name: string,
  ) => MailContents;
  const contents = write(event.payload, buyer.name);
  const recipient = { id: buyer.id, email: buyer.email };
  await queueMail(env, tx, recipient, contents, dedupKeyOf(event));
}

/** An order is confirmed once, but announced again when inventory did not hear of it. */
const dedupKeyOf = ({ name, id, payload }: EventOf<OrderMailEvent>): string =>
  `${name}:${name === 'OrderConfirmed' ? payload.orderId : id}`;
