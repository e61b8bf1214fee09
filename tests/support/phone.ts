/** Chromium as a phone with a disk of its own: nothing is installed from a private window. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { sizes, watchPage } from './browser.js';
import { chromiumPath } from './chromium.js';

export interface Phone {
  context: BrowserContext;
  page: Page;
  /** What the page complained of, but for requests that fail without a network. */
  faults: string[];
  /** Removes the phone with all that is on it. */
  close(): Promise<void>;
}

/** @param url of the app */
export async function openPhone(url: string): Promise<Phone> {
  const folder = mkdtempSync(join('/tmp', 'tributary-phone-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: chromiumPath!,
    args: ['--no-sandbox'],
    baseURL: url,
    viewport: sizes.phone,
    hasTouch: true,
    isMobile: true,
    reducedMotion: 'reduce',
    colorScheme: 'light',
    permissions: ['notifications'],
  });
  context.setDefaultTimeout(15_000);
  const page = context.pages()[0] ?? (await context.newPage());
  watchPage(page);
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  return {
    context,
    page,
    faults,
    async close() {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
