/** A release of an app that shows exactly the pages of this benchmark. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page, pages } from './pages.js';

export const documentId = ({ mobile = '' }: Page): string =>
  createHash('sha256').update(mobile).digest('hex');

/** Answers the folder, as MOBILE_RELEASES names it. */
export function writeMobileRelease(folder: string): string {
  mkdirSync(join(folder, '1.0.0'), { recursive: true });
  const operations = Object.values(pages)
    .filter(({ mobile }) => mobile)
    .map((page) => ({ id: documentId(page), name: page.name, type: 'query', body: page.mobile }));
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
  writeFileSync(join(folder, '1.0.0/manifest.json'), JSON.stringify(manifest));
  return folder;
}
