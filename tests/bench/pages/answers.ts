/** Before anything is measured: all servers answer, wholly, and with the same products or orders. */
import { deepStrictEqual } from 'node:assert';
import { request } from 'undici';
import type { LoadRequest } from './load.js';
import type { Page } from './pages.js';
import type { Contestant } from './rounds.js';

/** @throws Error with the first answer that is not as it should be */
export async function expectGoodAnswers(
  page: Page,
  contestants: readonly Contestant[],
): Promise<void> {
  const sizes = new Set(contestants.map(({ products }) => products));
  for (const size of sizes) {
    const same = contestants.filter(({ products }) => products === size);
    for (const index of [0, 1, same[0]!.requests.length - 1]) {
      const found: { who: string; ids: string[] }[] = [];
      for (const { name, url, requests } of same) {
        const who = `${page.name}, ${name}, ${size} products`;
        found.push({ who, ids: idsIn(await ask(url, requests[index]!), who) });
      }
      for (const { who, ids } of found)
        deepStrictEqual(ids, found[0]!.ids, `${who} answers otherwise than ${found[0]!.who}`);
    }
  }
}

async function ask(url: string, { method, path, headers, body }: LoadRequest): Promise<unknown> {
  const answer = await request(url + path, { method, headers, body: body ?? null });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`${url}${path}: ${answer.statusCode} ${text}`);
  return JSON.parse(text);
}

/** Ids of products or orders, in order. */
function idsIn(answer: unknown, who: string): string[] {
  const text = JSON.stringify(answer);
  const isWhole = !text.includes('"errors"') && !/"unavailable":\[\{/.test(text);
  const ids = [...text.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id!);
  if (!isWhole || ids.length === 0) throw new Error(`${who} answers ${text.slice(0, 500)}`);
  return ids;
}
