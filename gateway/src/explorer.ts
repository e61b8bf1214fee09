/**
 * Serves the explorer (GraphiQL) that explorer/build.ts bundled, from this machine alone: no page of
 * it loads anything from the internet, and its policy forbids it to.
 */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Logger } from '@tributary/service';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Where the bundle is, seen from src/ and from dist/ alike. */
const bundle = new URL('../dist/explorer/', import.meta.url);

const contentTypes: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

/** The editor writes style attributes and takes its workers from here; nothing else is needed. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Adds `/`, `/explorer` and its assets. Without a bundle those pages say how to make one. */
export function serveExplorer(app: FastifyInstance, logger: Logger): void {
  const assets = listAssets();
  if (!assets) logger.warn('the explorer is not built: run "npm run build -w gateway"');
  for (const path of ['/', '/explorer'])
    app.get(path, async (_request, reply) =>
      assets ? sendPage(reply) : reply.code(404).type('text/plain').send(notBuilt),
    );
  app.get<{ Params: { file: string } }>('/explorer/assets/:file', async (request, reply) => {
    const { file } = request.params;
    return assets?.has(file) ? sendAsset(reply, file, assets, request) : reply.callNotFound();
  });
}

const notBuilt = 'The explorer is not built. Run "npm run build -w gateway", then start again.\n';

/** Names of the files that may be asked for; nothing else is ever read. */
function listAssets(): ReadonlySet<string> | undefined {
  try {
    return new Set(readdirSync(new URL('assets/', bundle)));
  } catch {
    return undefined;
  }
}

async function sendPage(reply: FastifyReply): Promise<FastifyReply> {
  return reply
    .headers({
      'content-security-policy': contentSecurityPolicy,
      'cache-control': 'no-cache',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .type('text/html; charset=utf-8')
    .send(await readFile(new URL('index.html', bundle)));
}

/** The name of an asset holds the hash of its content, so it never changes. */
async function sendAsset(
  reply: FastifyReply,
  file: string,
  assets: ReadonlySet<string>,
  request: { headers: { 'accept-encoding'?: string | string[] | undefined } },
): Promise<FastifyReply> {
  const zipped =
    assets.has(`${file}.gz`) && String(request.headers['accept-encoding']).includes('gzip');
  return reply
    .headers({
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
      ...(zipped && { 'content-encoding': 'gzip' }),
    })
    .type(contentTypes[extname(file)] ?? 'application/octet-stream')
    .send(await readFile(new URL(`assets/${zipped ? `${file}.gz` : file}`, bundle)));
}
