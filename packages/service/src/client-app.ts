/**
 * A built browser app, where there is one: files that are named by their content are kept for good, the page
 * itself (and a service worker) is asked for each time. Any address that is no file is a page: the app finds
 * its way.
 */
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import { errorBody } from './http-server.js';
import type { FastifyInstance } from 'fastify';

const page = 'index.html';
/** As bundlers name them: `assets/index-BQ1x_9aZ.js`. */
const hashed = /[-.][\w-]{8,}\.\w+$/;
const forGood = 'public, max-age=31536000, immutable';
const askEachTime = 'no-cache';

/** False when the folder holds no app; then nothing is served. */
export async function serveClientApp(app: FastifyInstance, root: string): Promise<boolean> {
  const files = listFiles(root);
  if (!files.has(page)) return false;
  await app.register(fastifyStatic, {
    root,
    serve: false,
    preCompressed: true,
    cacheControl: false,
    index: false,
  });
  app.get<{ Params: { '*': string } }>('/*', async (request, reply) => {
    const path = request.params['*'];
    const isFile = files.has(path);
    if (!isFile && !isPage(path, request.headers.accept))
      return reply.code(404).send(errorBody('NOT_FOUND', 'There is no such file.'));
    const isForGood = isFile && path.startsWith('assets/') && hashed.test(path);
    return reply
      .header('cache-control', isForGood ? forGood : askEachTime)
      .header('vary', 'accept-encoding')
      .sendFile(isFile ? path : page);
  });
  return true;
}

/** What a browser would show: not a file that is missing, and not an address of the API. The front page is everybody's. */
function isPage(path: string, accept = ''): boolean {
  const isOurs = /^(graphql|health|metrics|images)(\/|$)/.test(path);
  return !isOurs && !/\.\w+$/.test(path) && (path === '' || accept.includes('text/html'));
}

/** The files below a folder, by their addresses; none when there is no such folder. */
function listFiles(root: string): Set<string> {
  try {
    const entries = readdirSync(root, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)));
    return new Set(paths.map((path) => path.split(sep).join('/')));
  } catch {
    return new Set();
  }
}
