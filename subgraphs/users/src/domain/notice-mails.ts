/** What the mails say that nobody asked for by a click just now: carts, low stock, stock that is back. */
import type { EventPayload } from '@tributary/contracts';
import { formatMoney, type MailContents, writeMail } from './mail-contents.js';

export function cartReminder(
  { lines, moreLines, subtotal }: EventPayload<'CartAbandoned'>,
  name: string,
  url: string,
): MailContents {
  const more = moreLines === 1 ? 'and 1 more item' : `and ${moreLines} more items`;
  return writeMail({
    subject: 'You left something in your cart',
    name,
    paragraphs: [
      'You put something into your cart and have not ordered it yet:',
      [...lines.map((line) => `${line.quantity} × ${line.name}`), ...(moreLines > 0 ? [more] : [])],
      `Together ${formatMoney(subtotal)} when you last looked. Nothing is set aside for you until you order.`,
    ],
    link: { label: 'Go to my cart', url },
  });
}

export function lowStockDigest(
  { variants }: EventPayload<'StockRunLow'>,
  name: string,
): MailContents {
  const [first, second] = variants;
  const all = `${variants.length} variants`;
  return writeMail({
    subject: `Low stock: ${second ? all : first!.name}`,
    name,
    paragraphs: [
      second
        ? `No more is left of these ${all} than their thresholds:`
        : 'No more is left of this variant than its threshold:',
      variants.map(describeStock),
      'A variant is listed again only after its stock was above the threshold in between.',
    ],
  });
}

type LowVariant = EventPayload<'StockRunLow'>['variants'][number];

const describeStock = ({ sku, name, available, threshold }: LowVariant): string =>
  `${available === 0 ? 'Sold out' : `${available} left`}: ${name} (${sku}), threshold ${threshold}`;

export const backInStockMail = (
  { name: variant }: EventPayload<'StockCameBack'>,
  name: string,
  url: string,
): MailContents =>
  writeMail({
    subject: `Back in stock: ${variant}`,
    name,
    paragraphs: [
      `You wanted to know: ${variant} can be bought again.`,
      'This is the only mail about it, and nothing is set aside for you until you order.',
    ],
    link: { label: 'Look at it', url },
  });
