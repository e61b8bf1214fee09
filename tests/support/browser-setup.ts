/** One Chromium for all tests in a browser. */
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { chromiumPath, runsBrowserTests } from './chromium.js';

declare module 'vitest' {
  export interface ProvidedContext {
    browserEndpoint: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!runsBrowserTests) {
    console.warn('No Chromium here: the tests in a browser are skipped. CHROMIUM_PATH names one.');
    project.provide('browserEndpoint', '');
    return async () => undefined;
  }
  if (!chromiumPath) throw new Error('CI must run the tests in a browser: install chromium.');
  const server = await chromium.launchServer({
    executablePath: chromiumPath,
    args: ['--no-sandbox'],
  });
  project.provide('browserEndpoint', server.wsEndpoint());
  return () => server.close();
}
