/** The mail that the system would have sent, as the users service keeps it for developers. */
import { inject } from 'vitest';
import { poll } from './graphql.js';

export interface Mail {
  subject: string;
  text: string;
}

export async function mailsTo(email: string): Promise<Mail[]> {
  const url = `${inject('urls')['users']}/mailbox.json?to=${encodeURIComponent(email)}`;
  return (await (await fetch(url)).json()) as Mail[];
}

/** The link to `path` in the newest mail that has one, once it has come. Without its origin: `/path?token=…`. */
export async function linkTo(email: string, path: string): Promise<string> {
  const find = async () =>
    (await mailsTo(email))
      .flatMap(({ text }) => text.match(/https?:\/\/\S+/g) ?? [])
      .map((link) => new URL(link))
      .find(({ pathname }) => pathname === path);
  const { pathname, search } = (await poll(find, (link) => link !== undefined))!;
  return pathname + search;
}
