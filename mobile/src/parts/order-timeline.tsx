import type { OrderContentsFragment } from '@tributary/mobile-client';
import { When } from './when.js';

/** `PAYMENT_CAPTURED` as people read it. */
const toWords = (type: string): string => {
  const words = type.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What happened, the newest first. */
export const Timeline = ({ entries }: { entries: OrderContentsFragment['timeline'] }) => (
  <ol className="timeline">
    {entries.toReversed().map(({ type, at }, index) => (
      <li key={`${type} ${at} ${index}`}>
        <span>{toWords(type)}</span>
        <When at={at} />
      </li>
    ))}
  </ol>
);
