import { type Delivery, PermanentError } from '@tributary/messaging';
import type { MailTransport, Store, StoredMail } from '../store.js';

/** The way out of the house for a mail. */
export interface MailCarrier {
  transport: MailTransport;
  /**
   * Resolves when the mail was taken. The same mail given twice has the same Message-ID.
   * @throws MailRefusedError when trying again cannot help
   */
  deliver(mail: StoredMail, signal: AbortSignal): Promise<void>;
}

/** The receiving server said no, for good. */
export class MailRefusedError extends Error {
  override name = 'MailRefusedError';
}

/** A worker that died while sending holds the mail this long; longer than one attempt may take. */
export const claimMs = 60_000;

/**
 * Sends a queued mail, unless it was sent already. SMTP cannot join a transaction, so a crash between
 * sending and marking sends a second copy, which mail programs recognise by its Message-ID.
 */
export async function sendMail(
  { store, carrier, now }: { store: Store; carrier: MailCarrier; now: () => Date },
  mailId: string,
  { isLastAttempt, signal }: Pick<Delivery, 'isLastAttempt' | 'signal'>,
): Promise<void> {
  const mail = await store.claimMail(mailId, now(), new Date(now().getTime() + claimMs));
  if (!mail) return requireNothingToSend(store, mailId);
  try {
    await carrier.deliver(mail, signal);
  } catch (error) {
    const refused = error instanceof MailRefusedError;
    const { message } = error as Error;
    await store.markMailNotSent(mailId, refused || isLastAttempt ? 'FAILED' : 'QUEUED', message);
    throw refused ? new PermanentError(message, { cause: error }) : error;
  }
  await store.markMailSent(mailId, carrier.transport, now());
}

/** A mail that cannot be claimed is gone with its account, was sent by an earlier delivery, or is in work. */
async function requireNothingToSend(store: Store, mailId: string): Promise<void> {
  const mail = await store.findMail(mailId);
  if (mail && mail.status !== 'SENT')
    throw new Error('Another worker is sending this mail, or died doing so; trying again later.');
}
