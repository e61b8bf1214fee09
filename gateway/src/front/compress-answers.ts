/**
 * Compresses answers for clients that ask for it. Small ones are not worth it, streams are left to those
 * who write them, and what is compressed already stays as it is.
 */
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { addVary } from './vary.js';

/** In characters. Below, a packet or two are saved for as much work as the rest of the request is. */
export const compressionThreshold = 4_096;

type Compress = (text: string, done: (error: Error | null, bytes: Buffer) => void) => void;

/** Cheap levels: answers are compressed anew each time. */
const brotliParams = {
  [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  [constants.BROTLI_PARAM_QUALITY]: 4,
};
const encodings: Readonly<Record<'br' | 'gzip', Compress>> = {
  br: (text, done) => brotliCompress(text, { params: brotliParams }, done),
  gzip: (text, done) => gzip(text, { level: 1 }, done),
};

/** Call before the routes are registered. */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (typeof payload !== 'string' || payload.length < compressionThreshold) return done();
    addVary(reply, 'accept-encoding');
    const encoding = chooseEncoding(request.headers['accept-encoding']);
    if (!encoding || reply.hasHeader('content-encoding')) return done();
    encodings[encoding](payload, (error, bytes) => {
      if (error) return done(error);
      void reply.header('content-encoding', encoding).header('content-length', bytes.length);
      done(null, bytes);
    });
  });
}

/** The better one of those that the client takes; undefined where it takes neither. */
export function chooseEncoding(
  header: string | string[] | undefined,
): keyof typeof encodings | undefined {
  if (typeof header !== 'string') return undefined;
  const taken = new Set(
    header
      .toLowerCase()
      .split(',')
      .map((entry) => entry.split(';').map((part) => part.trim()))
      .filter(([, quality]) => !/^q=0(\.0*)?$/.test(quality ?? ''))
      .map(([name]) => name),
  );
  return taken.has('br') ? 'br' : taken.has('gzip') ? 'gzip' : undefined;
}
