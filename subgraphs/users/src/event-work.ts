/** What the event process does, apart from its configuration and its connections. */
import { type EventName, type EventOf, subscribersOf } from '@tributary/contracts';
import { type Broker, consumeEvents, startRelay } from '@tributary/messaging';
import { createId, type Logger } from '@tributary/service';
import { cleanUp } from './commands/clean-up.js';
import { mailBooksDisagree } from './commands/mail-books-disagree.js';
import { mailOrderNews } from './commands/mail-order-news.js';
import { pushOrderNews } from './commands/push-order-news.js';
import { noticeHandlers } from './commands/mail-notices.js';
import { claimMs, type MailCarrier, sendMail } from './commands/send-mail.js';
import { type PushCarrier, sendPush } from './commands/send-push.js';
import type { OrderMailEvent } from './domain/mail-contents.js';
import type { Store, Transaction } from './store.js';

export interface EventWorkOptions {
  databaseUrl: string;
  store: Store;
  broker: Broker;
  carrier: MailCarrier;
  /** Undefined while push is off: nothing is queued then. */
  pushCarrier?: PushCarrier | undefined;
  logger: Logger;
  /** Where the links in mails lead; without a slash at its end. */
  publicWebUrl: string;
  now?: () => Date;
}

const cleanUpEveryMs = 3_600_000;

/** Starts the relay, both queues and the schedule. Stop it before the broker. */
export function startEventWork(options: EventWorkOptions): { stop(): Promise<void> } {
  const { databaseUrl, store, broker, carrier, pushCarrier, logger, publicWebUrl } = options;
  const { now = () => new Date() } = options;
  const env = { now, createId };
  const { transaction } = store;
  const tellBuyer = async <N extends OrderMailEvent>(tx: Transaction, event: EventOf<N>) => {
    await mailOrderNews(env, tx, event);
    if (pushCarrier) await pushOrderNews(env, tx, event);
  };
  consumeEvents({
    broker,
    logger,
    transaction,
    subscriber: 'users',
    handlers: {
      OrderConfirmed: tellBuyer,
      OrderRejected: tellBuyer,
      OrderCancelled: tellBuyer,
      OrderShipped: tellBuyer,
      OrderDelivered: tellBuyer,
      ReturnRequested: tellBuyer,
      ReturnRejected: tellBuyer,
      OrderReturned: tellBuyer,
      OrderRefunded: tellBuyer,
      ...noticeHandlers({ ...env, publicWebUrl }),
      BooksDisagree: (tx, event) => mailBooksDisagree(env, tx, event),
    },
  });
  consumeEvents({
    broker,
    logger,
    transaction,
    subscriber: 'users-mail',
    attemptTimeoutMs: claimMs - 5_000,
    outsideHandlers: {
      MailQueued: ({ payload }, delivery) =>
        sendMail({ store, carrier, now }, payload.mailId, delivery),
    },
  });
  consumeEvents({
    broker,
    logger,
    transaction,
    subscriber: 'users-push',
    outsideHandlers: {
      PushQueued: async ({ payload }, delivery) => {
        if (pushCarrier) await sendPush({ store, carrier: pushCarrier, now }, payload, delivery);
      },
    },
  });
  broker.schedule('users.clean-up', cleanUpEveryMs, (signal) => cleanUp(store, env, signal));
  return startRelay({
    databaseUrl,
    broker,
    logger,
    subscribersOf: (name) => subscribersOf(name as EventName),
  });
}
