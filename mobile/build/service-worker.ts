/**
 * Builds the service worker after the app, as a script of its own, and tells it what the app consists of: each file
 * with a digest of it, unless its name holds one already.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { build, type Plugin } from 'vite';

/** Forms that the server picks from by itself, and what only an installation asks for. */
const notKept = /\.(?:br|gz|map)$|^service-worker\.js$|^icon-.*\.png$|\.webmanifest$/;
const isNamedByContent = /^assets\/.*[-.][\w-]{8,}\.\w+$/;

export interface KeptFile {
  url: string;
  /** Null when the address changes with the content. */
  revision: string | null;
}

export function serviceWorker(entry: string): Plugin {
  let folder = '';
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle: {
      sequential: true,
      order: 'pre',
      handler: () => buildWorker(entry, folder),
    },
  };
}

async function buildWorker(entry: string, folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { __APP_FILES__: JSON.stringify(listFiles(folder)) },
    build: {
      outDir: folder,
      emptyOutDir: false,
      modulePreload: false,
      rollupOptions: {
        input: entry,
        output: { format: 'iife', entryFileNames: 'service-worker.js' },
      },
    },
  });
}

function listFiles(folder: string): KeptFile[] {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .map((found) => join(found.parentPath, found.name).slice(folder.length + 1));
  return paths
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !notKept.test(path))
    .toSorted()
    .map((path) => ({
      url: `/${path}`,
      revision: isNamedByContent.test(path) ? null : digestOf(join(folder, path)),
    }));
}

const digestOf = (file: string): string =>
  createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 20);
