/** The machine's own Chromium; undefined when there is none. */
import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const chromiumPath: string | undefined =
  process.env['CHROMIUM_PATH'] ?? places.find((place) => existsSync(place));

/** Tests in a browser are skipped, and listed as such, where there is none; in CI they must run. */
export const runsBrowserTests = Boolean(chromiumPath ?? process.env['CI']);
