/**
 * Mails that follow from the state of a cart or of the stock. Orders and inventory say when there is
 * something to tell, once; here it becomes one mail per reader.
 */
import type { TransactionalHandlers } from '@tributary/messaging';
import { backInStockMail, cartReminder, lowStockDigest } from '../domain/notice-mails.js';
import type { Transaction } from '../store.js';
import type { EventEnvironment } from './environment.js';
import { queueMails } from './queue-mails.js';

/** Members of staff who get the digest, at most. */
const digestReadersMax = 100;
/** A reminder that comes later, from the dead letters say, would speak of a cart as it was long ago. */
const reminderKeptMs = 24 * 3_600_000;

export interface NoticeEnvironment extends EventEnvironment {
  /** Without a slash at its end. */
  publicWebUrl: string;
}

export const noticeHandlers = (env: NoticeEnvironment): TransactionalHandlers<Transaction> => ({
  async CartAbandoned(tx, { id, occurredAt, payload }) {
    if (env.now().getTime() - occurredAt.getTime() > reminderKeptMs) return;
    const url = `${env.publicWebUrl}/cart`;
    const write = ({ name }: { name: string }) => cartReminder(payload, name, url);
    await queueMails(env, tx, [payload.userId], write, `CartAbandoned:${id}`);
  },
  async StockRunLow(tx, { id, payload }) {
    const readers = await tx.findStaffIds(digestReadersMax);
    const write = ({ name }: { name: string }) => lowStockDigest(payload, name);
    await queueMails(env, tx, readers, write, `StockRunLow:${id}`);
  },
  async StockCameBack(tx, { id, payload }) {
    const url = `${env.publicWebUrl}/products/${encodeURIComponent(payload.productSlug)}`;
    const write = ({ name }: { name: string }) => backInStockMail(payload, name, url);
    await queueMails(env, tx, payload.userIds, write, `StockCameBack:${id}`);
  },
});
