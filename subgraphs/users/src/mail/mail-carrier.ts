/**
 * The ways out for mail: SMTP when a server is configured, otherwise nowhere, because the row itself
 * is what the local mailbox shows.
 */
import { type MailCarrier, MailRefusedError } from '../commands/send-mail.js';

export interface OpenMailCarrier extends MailCarrier {
  close(): void;
}

/** `from` is an RFC 5322 address; its domain also names the messages. */
export async function createMailCarrier(
  smtpUrl: string | undefined,
  from: string,
): Promise<OpenMailCarrier> {
  if (!smtpUrl) return { transport: 'MAILBOX', deliver: async () => {}, close: () => {} };
  const { createTransport } = await import('nodemailer');
  const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };
  const transport = createTransport({ url: smtpUrl, pool: true, maxConnections: 4, ...timeouts });
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost';
  return {
    transport: 'SMTP',
    async deliver({ id, to, subject, text, html }, signal) {
      const messageId = `<${id}@${domain}>`;
      try {
        await transport.sendMail({ from, to, subject, text, html, messageId, signal });
      } catch (error) {
        throw isRefusal(error) ? new MailRefusedError((error as Error).message) : error;
      }
    },
    close: () => transport.close(),
  };
}

/** A 5xx about this recipient or this message; a refused sign-in is a fault of ours and can be mended. */
function isRefusal(error: unknown): boolean {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && (responseCode ?? 0) >= 500;
}
