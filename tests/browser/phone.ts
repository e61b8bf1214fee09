/** Chromium as a phone with a disk of its own: what is installed on it is no private window. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { root } from '../../scripts/stack.js';

const screenshots = join(root, '.data/screenshots/mobile');
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

export const phoneSize = { width: 390, height: 844 };
export const desktopSize = { width: 1280, height: 900 };

export interface Phone {
  context: BrowserContext;
  page: Page;
  /** What the page complained of, but for requests that fail without a network. */
  complaints: string[];
  close(): Promise<void>;
}

export async function openPhone(url: string): Promise<Phone> {
  const folder = mkdtempSync(join('/tmp', 'tributary-phone-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
    baseURL: url,
    viewport: phoneSize,
    hasTouch: true,
    isMobile: true,
    reducedMotion: 'reduce',
    colorScheme: 'light',
    permissions: ['notifications'],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
      complaints.push(message.text());
  });
  return {
    context,
    page,
    complaints,
    async close() {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Keeps a picture of the whole screen, for people to look at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}

interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** What axe finds against WCAG 2.2 AA and its good practices; empty when all is well. */
export async function findViolations(page: Page): Promise<string[]> {
  // Not as a script of the page: its policy lets none in.
  await page.evaluate(axeSource);
  const violations = await page.evaluate<Violation[]>(
    'axe.run().then(({ violations }) => violations)',
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary ?? ''}`),
  );
}
