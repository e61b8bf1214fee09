/** The mail to staff when the nightly check of the books found that something does not agree. Pure. */
import type { EventPayload } from '@tributary/contracts';
import { type MailContents, writeMail } from './mail-contents.js';

export const booksDisagreeMail = (
  { service, checks, checkedAt }: EventPayload<'BooksDisagree'>,
  name: string,
): MailContents =>
  writeMail({
    subject: `The books of ${service} do not agree`,
    name,
    paragraphs: [
      `The check of ${checkedAt.slice(0, 16).replace('T', ' ')} UTC found that this does not hold:`,
      ...checks.map(({ name, says, breaches }) => `${name} (${breaches} times): ${says}`),
      'Run "npm run reconcile" for the orders and SKUs in question, and for what to do about them.',
    ],
  });
