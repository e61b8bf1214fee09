/** Mail: the queue's content, the proof that something was sent once, and the local mailbox. */
import { empty, type Sql, sql } from '@tributary/database';

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

const columns = sql`
  id, "to", subject, text, html, status, transport, created_at AS "createdAt",
  sent_at AS "sentAt", attempts, last_error AS "lastError"`;

export const mailsIn = (db: Sql) => ({
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
    const inserted = await db.$queryRaw<{ id: string }[]>`
      INSERT INTO mails (id, user_id, "to", subject, text, html, created_at, dedup_key)
      SELECT id, "userId", "to", subject, text, html, "createdAt", "dedupKey"
      FROM json_to_recordset(${JSON.stringify(mails)}::json)
        AS mail (id uuid, "userId" uuid, "to" text, subject text, text text, html text,
                 "createdAt" timestamptz, "dedupKey" text)
      ON CONFLICT DO NOTHING RETURNING id`;
    return inserted.map(({ id }) => id);
  },

  async findMail(id: string): Promise<StoredMail | null> {
    const [mail] = await db.$queryRaw<StoredMail[]>`
      SELECT ${columns} FROM mails WHERE id = ${id}::uuid`;
    return mail ?? null;
  },

  /**
   * The mail, for the one caller that may send it before `claimedUntil`. Null when it was sent, is
   * being sent, or is not there.
   */
  async claimMail(id: string, now: Date, claimedUntil: Date): Promise<StoredMail | null> {
    const [claimed] = await db.$queryRaw<StoredMail[]>`
      UPDATE mails SET claimed_until = ${claimedUntil}, attempts = attempts + 1
      WHERE id = ${id}::uuid AND status <> 'SENT'
        AND (claimed_until IS NULL OR claimed_until < ${now})
      RETURNING ${columns}`;
    return claimed ?? null;
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
    await db.$executeRaw`
      UPDATE mails SET status = ${status}::mail_status, last_error = ${lastError}, claimed_until = NULL
      WHERE id = ${id}::uuid`;
  },

  /** Newest first. */
  findNewestMails: (to: string | null, limit: number): Promise<StoredMail[]> =>
    db.$queryRaw`
      SELECT ${columns} FROM mails ${to ? sql`WHERE "to" = ${to}` : empty}
      ORDER BY id DESC LIMIT ${limit}`,

  async deleteOldMails(before: Date): Promise<void> {
    await db.$executeRaw`DELETE FROM mails WHERE created_at < ${before}`;
  },
});
