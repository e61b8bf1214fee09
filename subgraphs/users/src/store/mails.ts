/** Mail: the queue's content, the proof that something was sent once, and the local mailbox. */
import type { Database } from './database.js';

export type MailStatus = 'QUEUED' | 'SENT' | 'FAILED';
export type MailTransport = 'SMTP' | 'MAILBOX';

export interface QueuedMail {
  id: string;
  userId: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  createdAt: Date;
  dedupKey: string;
}

export interface StoredMail extends Omit<QueuedMail, 'userId' | 'dedupKey'> {
  status: MailStatus;
  transport: MailTransport | null;
  sentAt: Date | null;
  attempts: number;
  lastError: string | null;
}

const columns = {
  id: true,
  to: true,
  subject: true,
  text: true,
  html: true,
  status: true,
  transport: true,
  createdAt: true,
  sentAt: true,
  attempts: true,
  lastError: true,
} as const;

export const mailsIn = (db: Database) => ({
  /** False when a mail with the same key is there. */
  async insertMail(mail: QueuedMail): Promise<boolean> {
    const { id, userId, to, subject, text, html, createdAt, dedupKey } = mail;
    const inserted = await db.$executeRaw`
      INSERT INTO mails (id, user_id, "to", subject, text, html, created_at, dedup_key)
      VALUES (${id}::uuid, ${userId}::uuid, ${to}, ${subject}, ${text}, ${html}, ${createdAt}, ${dedupKey})
      ON CONFLICT DO NOTHING`;
    return inserted === 1;
  },

  /** Ids of those that were not there under their keys. One statement for any number. */
  async insertMails(mails: readonly QueuedMail[]): Promise<string[]> {
    const inserted = await db.mail.createManyAndReturn({
      data: [...mails],
      skipDuplicates: true,
      select: { id: true },
    });
    return inserted.map(({ id }) => id);
  },

  findMail: (id: string): Promise<StoredMail | null> =>
    db.mail.findUnique({ where: { id }, select: columns }),

  /** True for the one caller that may send the mail before `claimedUntil`. */
  async claimMail(id: string, now: Date, claimedUntil: Date): Promise<boolean> {
    const claimed = await db.$executeRaw`
      UPDATE mails SET claimed_until = ${claimedUntil}, attempts = attempts + 1
      WHERE id = ${id}::uuid AND status <> 'SENT'
        AND (claimed_until IS NULL OR claimed_until < ${now})`;
    return claimed === 1;
  },

  /** What SMTP took is kept without its bodies: they may hold links that act for the reader. */
  async markMailSent(id: string, transport: MailTransport, now: Date): Promise<void> {
    const emptied = transport === 'SMTP';
    await db.$executeRaw`
      UPDATE mails SET status = 'SENT', transport = ${transport}::mail_transport, sent_at = ${now},
        claimed_until = NULL, last_error = NULL,
        text = CASE WHEN ${emptied} THEN '' ELSE text END,
        html = CASE WHEN ${emptied} THEN '' ELSE html END
      WHERE id = ${id}::uuid`;
  },

  async markMailNotSent(id: string, status: 'QUEUED' | 'FAILED', lastError: string): Promise<void> {
    await db.mail.updateMany({ where: { id }, data: { status, lastError, claimedUntil: null } });
  },

  /** Newest first. */
  findNewestMails: (to: string | null, limit: number): Promise<StoredMail[]> =>
    db.mail.findMany({
      where: to ? { to } : {},
      orderBy: { id: 'desc' },
      take: limit,
      select: columns,
    }),

  async deleteOldMails(before: Date): Promise<void> {
    await db.mail.deleteMany({ where: { createdAt: { lt: before } } });
  },
});
