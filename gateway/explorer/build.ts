/**
 * Bundles the explorer into dist/explorer: a page and hash-named assets, each with a gzipped twin, so
 * that the gateway can serve it with no internet. `--if-missing` keeps a bundle that is there.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type BuildOptions, type Metafile } from 'esbuild';

const here = import.meta.dirname;
const folder = join(here, '../dist/explorer');
const assets = join(folder, 'assets');
const assetsPath = '/explorer/assets';

if (!(process.argv.includes('--if-missing') && existsSync(join(folder, 'index.html')))) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(assets, { recursive: true });
  const workerUrls = await bundleWorkers();
  writeFileSync(join(folder, 'index.html'), toHtml(await bundlePage(workerUrls)));
  for (const file of readdirSync(assets))
    writeFileSync(join(assets, `${file}.gz`), gzipSync(readFileSync(join(assets, file))));
}

/** Monaco's language services run in workers, each a classic script of its own. */
async function bundleWorkers(): Promise<Record<string, string>> {
  const { metafile } = await build({
    ...options(),
    entryPoints: {
      editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
      graphql: 'monaco-graphql/esm/graphql.worker.js',
      json: 'monaco-editor/esm/vs/language/json/json.worker.js',
    },
    entryNames: '[name].worker-[hash]',
    format: 'iife',
  });
  const urls = outputsOf(metafile).map((file) => [file.split('.')[0]!, `${assetsPath}/${file}`]);
  return Object.fromEntries(urls) as Record<string, string>;
}

async function bundlePage(workerUrls: Record<string, string>): Promise<string[]> {
  const { metafile } = await build({
    ...options(),
    entryPoints: { explorer: join(here, 'page.tsx') },
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    format: 'esm',
    splitting: true,
    jsx: 'automatic',
    define: { ...options().define, WORKER_URLS: JSON.stringify(workerUrls) },
  });
  return outputsOf(metafile).filter((file) => file.startsWith('explorer-'));
}

function options() {
  return {
    bundle: true,
    minify: true,
    metafile: true,
    outdir: assets,
    platform: 'browser',
    target: 'es2022',
    assetNames: '[name]-[hash]',
    loader: { '.ttf': 'file', '.woff2': 'file', '.svg': 'file' },
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  } satisfies BuildOptions;
}

function outputsOf({ outputs }: Metafile): string[] {
  return Object.keys(outputs).map((path) => basename(path));
}

function toHtml(files: string[]): string {
  const script = files.find((file) => file.endsWith('.js'))!;
  const styles = files.filter((file) => file.endsWith('.css'));
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Tributary: explorer</title>
    <link rel="icon" href="data:," />
${styles.map((file) => `    <link rel="stylesheet" href="${assetsPath}/${file}" />`).join('\n')}
    <script type="module" src="${assetsPath}/${script}"></script>
  </head>
  <body>
    <div id="explorer" aria-label="GraphQL explorer">Loading…</div>
  </body>
</html>
`;
}
