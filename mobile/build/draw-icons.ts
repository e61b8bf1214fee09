/**
 * `npm run icons -w mobile [-- <path of Chromium>]`: draws public/icon.svg as the PNG files that home screens want, in Chromium. The PNG files
 * are tracked: a build needs no browser.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const folder = new URL('../public/', import.meta.url);
const icon = readFileSync(new URL('icon.svg', folder), 'utf8');
/** Edge to edge, with the drawing inside the circle that any mask leaves. */
const maskable = icon
  .replace('rx="9" ', '')
  .replace('<g ', '<g transform="translate(4.8 4.8) scale(.7)" ');

const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  await draw('icon-180.png', maskable, 180);
  await draw('icon-192.png', icon, 192);
  await draw('icon-512.png', icon, 512);
  await draw('icon-maskable-512.png', maskable, 512);
} finally {
  await browser.close();
}

async function draw(name: string, svg: string, size: number): Promise<void> {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
  writeFileSync(new URL(name, folder), await page.screenshot({ omitBackground: true }));
  await page.close();
}
