/**
 * What mails say. Pure: facts in, subject and bodies out. Links are passed in whole.
 */
import type { EventPayload, Money } from '@tributary/contracts';

export interface MailContents {
  subject: string;
  text: string;
  html: string;
}

/** Several texts are a list. */
type Paragraph = string | string[];

interface Letter {
  subject: string;
  /** First name or full name of the reader. */
  name: string;
  paragraphs: Paragraph[];
  link?: { label: string; url: string };
}

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The one template: a greeting, paragraphs, at most one link. */
export function writeMail({ subject, name, paragraphs, link }: Letter): MailContents {
  const lines = [`Hello ${name},`, ...paragraphs];
  const farewell = 'Kind regards\nTributary';
  const linkText = link ? [`${link.label}:\n${link.url}`] : [];
  const text = [...lines.map(paragraphText), ...linkText, farewell].join('\n\n');
  const html = [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<title>${escapeHtml(subject)}</title></head>`,
    '<body style="font:16px/1.5 sans-serif;color:#222;max-width:36em;margin:2em auto;padding:0 1em">',
    ...lines.map(paragraphHtml),
    ...(link ? [`<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`] : []),
    `<p>${escapeHtml(farewell).replace('\n', '<br>')}</p></body></html>`,
  ].join('\n');
  return { subject, text: `${text}\n`, html };
}

const paragraphText = (paragraph: Paragraph): string =>
  typeof paragraph === 'string' ? paragraph : paragraph.map((item) => `- ${item}`).join('\n');

function paragraphHtml(paragraph: Paragraph): string {
  if (typeof paragraph === 'string') return `<p>${escapeHtml(paragraph)}</p>`;
  return `<ul>${paragraph.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
}

export const verificationMail = (name: string, url: string): MailContents =>
  writeMail({
    subject: 'Please confirm your e-mail address',
    name,
    paragraphs: [
      'Welcome to Tributary. Please confirm that this e-mail address is yours.',
      'The link works once, within 24 hours. If you did not open an account, ignore this mail.',
    ],
    link: { label: 'Confirm my address', url },
  });

export const passwordResetMail = (name: string, url: string): MailContents =>
  writeMail({
    subject: 'Choose a new password',
    name,
    paragraphs: [
      'Somebody, probably you, asked for a new password for your account.',
      'The link works once, within one hour. Setting a new password signs you out on all devices.',
      'If it was not you, ignore this mail: your password stays as it is.',
    ],
    link: { label: 'Choose a new password', url },
  });

interface CurrencyFormat {
  format: Intl.NumberFormat;
  /** Of the currency's smaller unit. */
  digits: number;
}

/** One per currency: making one, or asking it for its digits, takes longer than all the rest of a mail. */
const currencyFormats = new Map<string, CurrencyFormat>();

function currencyFormat(currency: string): CurrencyFormat {
  const known = currencyFormats.get(currency);
  if (known) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const made = { format, digits: format.resolvedOptions().maximumFractionDigits ?? 2 };
  currencyFormats.set(currency, made);
  return made;
}

/** Exact, because the number reaches Intl as a decimal text and never as a float. */
export function formatMoney({ amount, currency }: Money): string {
  const { format, digits } = currencyFormat(currency);
  const [sign, whole] = [amount < 0 ? '-' : '', String(Math.abs(amount)).padStart(digits + 1, '0')];
  const point = whole.length - digits;
  return format.format(`${sign}${whole.slice(0, point)}.${whole.slice(point)}` as `${number}`);
}

/** What orders tells the buyer's mailbox. One entry per event; each makes one mail. */
export const orderMails = {
  OrderConfirmed: ({ orderNumber, lines, total }: EventPayload<'OrderConfirmed'>, name: string) =>
    orderMail(name, `Your order ${orderNumber} is confirmed`, [
      `Thank you. We have received your payment of ${formatMoney(total)} for order ${orderNumber} (${countItems(lines)}).`,
      'We will write again when it is on its way.',
    ]),
  OrderRejected: ({ orderNumber, reason }: EventPayload<'OrderRejected'>, name: string) =>
    orderMail(name, `We could not accept your order ${orderNumber}`, [
      `We are sorry: order ${orderNumber} could not be accepted. Reason: ${sentence(reason)}`,
      'Nothing was charged.',
    ]),
  OrderCancelled: ({ orderNumber, reason }: EventPayload<'OrderCancelled'>, name: string) =>
    orderMail(name, `Your order ${orderNumber} is cancelled`, [
      `Order ${orderNumber} has been cancelled. Reason: ${sentence(reason)}`,
      'If you had paid already, the full amount goes back to you.',
    ]),
  OrderShipped: (
    { orderNumber, trackingCode, lines, isPartial }: EventPayload<'OrderShipped'>,
    name: string,
  ) =>
    orderMail(name, `${isPartial ? 'Part of your' : 'Your'} order ${orderNumber} is on its way`, [
      isPartial && lines
        ? `A parcel of order ${orderNumber} (${countItems(lines)}) has left our warehouse.`
        : `Order ${orderNumber} has left our warehouse.`,
      ...(isPartial ? ['The rest follows; we will write again.'] : []),
      ...(trackingCode ? [`The tracking code of the parcel is ${trackingCode}.`] : []),
    ]),
  OrderDelivered: ({ orderNumber, isPartial }: EventPayload<'OrderDelivered'>, name: string) =>
    orderMail(name, `${isPartial ? 'Part of your' : 'Your'} order ${orderNumber} has arrived`, [
      isPartial
        ? `A parcel of order ${orderNumber} has been delivered. The rest follows.`
        : `Order ${orderNumber} has been delivered. We hope you enjoy it.`,
      isPartial
        ? 'If something is wrong, you can ask for a return in your account once all has arrived.'
        : 'If something is wrong, you can ask for a return in your account.',
    ]),
  ReturnRequested: (
    { orderNumber, reason, lines }: EventPayload<'ReturnRequested'>,
    name: string,
  ) =>
    orderMail(name, `We received your return request for order ${orderNumber}`, [
      lines
        ? `You asked to return ${countItems(lines)} of order ${orderNumber}. You gave this reason: ${sentence(reason)}`
        : `You asked to return order ${orderNumber}. You gave this reason: ${sentence(reason)}`,
      'We will write again when the goods have reached us.',
    ]),
  ReturnRejected: ({ orderNumber, reason }: EventPayload<'ReturnRejected'>, name: string) =>
    orderMail(name, `About your return request for order ${orderNumber}`, [
      `We are sorry: we cannot take back what you asked to return of order ${orderNumber}. Reason: ${sentence(reason)}`,
    ]),
  OrderReturned: ({ orderNumber, lines }: EventPayload<'OrderReturned'>, name: string) =>
    orderMail(name, `Your return of order ${orderNumber} has arrived`, [
      `We have received the goods you sent back from order ${orderNumber} (${countItems(lines)}).`,
      'We will write again when the refund is made.',
    ]),
  OrderRefunded: ({ orderNumber, refunded }: EventPayload<'OrderRefunded'>, name: string) =>
    orderMail(name, `Your refund for order ${orderNumber}`, [
      `We have paid back ${formatMoney(refunded)} for order ${orderNumber}.`,
      'It may take your bank a few days to show it.',
    ]),
} as const;

export type OrderMailEvent = keyof typeof orderMails;

const orderMail = (name: string, subject: string, paragraphs: string[]): MailContents =>
  writeMail({ subject, name, paragraphs });

function countItems(lines: readonly { quantity: number }[]): string {
  const count = lines.reduce((sum, line) => sum + line.quantity, 0);
  return count === 1 ? '1 item' : `${count} items`;
}

/** Ends what another service wrote with a full stop. */
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
