/**
 * What the tests in a browser share: a visitor with a page of their own whose faults are collected, axe, and
 * screenshots under .screenshots/ for people to look at.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterEach, expect, inject } from 'vitest';
import { root } from '../../scripts/stack.js';
import { poll } from './graphql.js';

export { runsBrowserTests } from './chromium.js';

export const sizes = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
} as const;

export interface Visitor {
  page: Page;
  /** Errors on the console, uncaught exceptions, violations of the content security policy. */
  faults: string[];
  close(): Promise<void>;
}

const watched = new Set<Page>();

/** When a test fails, what the page shows then is printed, until the page is closed. */
export function watchPage(page: Page): void {
  watched.add(page);
  page.on('close', () => watched.delete(page));
}

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const page of watched) {
    const text = await page.locator('body').innerText({ timeout: 5_000 }).catch(String);
    console.error(`"${task.name}" failed at ${page.url()}, which shows:\n${text}`);
  }
});

/** The project's one Chromium; close it in `afterAll`: that ends this connection alone. */
export const connectBrowser = (): Promise<Browser> => chromium.connect(inject('browserEndpoint'));

/** A visitor with their own cookies, on the storefront unless `baseURL` says otherwise. */
export async function openVisitor(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: inject('urls')['bff-web']!,
    viewport: sizes.desktop,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  watchPage(page);
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} (${message.location().url})`);
  });
  return { page, faults, close: () => context.close() };
}

/** Sends the form of the sign-in page, whatever becomes of it. */
export async function tryToSignIn(page: Page, email: string, password: string) {
  await page.goto('/sign-in');
  const form = page.getByRole('main');
  await form.getByLabel('E-mail address').fill(email);
  await form.getByLabel('Password').fill(password);
  await form.getByRole('button', { name: 'Sign in' }).click();
}

/** Signs in one of the demo accounts, or one with another password. */
export async function signInAs(page: Page, email: string, password = 'tributary-demo') {
  await tryToSignIn(page, email, password);
  await page.waitForURL('**/account');
}

const isSettled = `Boolean(document.querySelector('main h1'))
  && !document.querySelector('[aria-busy=true]')
  && [...document.images].every(({ complete, loading }) => complete || loading === 'lazy')`;

/** Waits until the page has a heading and nothing on it is still being loaded. */
export const settle = (page: Page): Promise<unknown> =>
  // Not waitForFunction: that evaluates within the page, whose policy forbids it.
  poll(() => page.evaluate(isSettled), Boolean);

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);
const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }[];
}

/** What axe has against the page, a line for each; none is as it should be. `only`: by that rule alone. */
export async function accessibilityFaults(page: Page, only?: string): Promise<string[]> {
  // By the debugger, not as a script of the page: its content security policy stays as it is.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(`${axeSource}; undefined`);
  const { violations } = (await page.evaluate(
    `axe.run(document, ${JSON.stringify({ runOnly: only ? { type: 'rule', values: [only] } : axeTags, resultTypes: ['violations'] })})`,
  )) as AxeResult;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}

/** Those that wait until they come into sight too. */
const allPictures = `[...document.images].every((image) => {
  image.loading = 'eager';
  return image.complete;
})`;

/** What the window shows, or with `whole` all of the page, as .screenshots/<name>.png */
export async function screenshot(page: Page, name: string, whole = true): Promise<void> {
  const path = join(root, '.screenshots', `${name}.png`);
  if (whole) await poll(() => page.evaluate(allPictures), Boolean);
  await page.screenshot({ path, fullPage: whole, animations: 'disabled' });
}

export interface PageCheck {
  /** Of the screenshots, such as `shop/cart`. */
  name: string;
  /** Once more in dark colours, on a phone. */
  dark?: boolean;
}

/** The page as it is now, at both widths: a screenshot each, and axe has nothing against either. */
export async function checkPage(page: Page, { name, dark = false }: PageCheck): Promise<void> {
  const looks = [
    { suffix: 'desktop', size: sizes.desktop, colorScheme: 'light' },
    { suffix: 'phone', size: sizes.phone, colorScheme: 'light' },
    ...(dark ? [{ suffix: 'dark', size: sizes.phone, colorScheme: 'dark' } as const] : []),
  ] as const;
  await settle(page);
  const faults: string[] = [];
  for (const { suffix, size, colorScheme } of looks) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await screenshot(page, `${name}-${suffix}`);
    // Other colours can only change the contrast.
    const found = await accessibilityFaults(
      page,
      colorScheme === 'dark' ? 'color-contrast' : undefined,
    );
    faults.push(...found.map((fault) => `${suffix}: ${fault}`));
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    if (overflow !== 0) faults.push(`${suffix}: wider than the window by ${String(overflow)} px`);
  }
  await page.setViewportSize(sizes.desktop);
  await page.emulateMedia({ colorScheme: 'light' });
  expect({ name, faults }).toEqual({ name, faults: [] });
}
