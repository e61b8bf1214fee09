/**
 * Answers as small as the radio likes them: what the device has already is not sent again (ETag, 304), the
 * rest is compressed. It owns caching headers; what is in an answer is none of its business.
 */
import { createHash } from 'node:crypto';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** In characters. Below, compressing saves less than the headers are. */
const thresholdLength = 512;
/** On a phone's radio a byte is dearer than here a microsecond: 5 is the last cheap level. */
const brotliParams = {
  [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  [constants.BROTLI_PARAM_QUALITY]: 5,
};

/** Call before the routes are registered. */
export function sendSmallAnswers(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.routeOptions.url !== '/graphql' || typeof payload !== 'string') return done();
    if (isUnchanged(request, reply, payload)) {
      void reply.code(304).removeHeader('content-length').removeHeader('content-type');
      return done(null, '');
    }
    compress(request, reply, payload, done);
  });
}

/**
 * Tags the answer to a query by id; whether the device has it already. The device keeps it (`private`) and
 * asks each time (`no-cache`): what is in it may be the user's own, and may have changed.
 */
function isUnchanged(request: FastifyRequest, reply: FastifyReply, payload: string): boolean {
  if (request.method !== 'GET' || reply.statusCode !== 200) return false;
  const etag = `W/"${createHash('sha256').update(payload).digest('base64url').slice(0, 22)}"`;
  void reply.header('etag', etag).header('cache-control', 'private, no-cache');
  void reply.header('vary', 'authorization, accept-encoding');
  const known = request.headers['if-none-match'];
  return known?.split(',').some((tag) => tag.trim().replace(/^(W\/)?/, 'W/') === etag) ?? false;
}

function compress(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: string,
  done: (error: Error | null, payload?: unknown) => void,
): void {
  const encoding = payload.length < thresholdLength ? undefined : chooseEncoding(request);
  if (!encoding) return done(null, payload);
  const finish = (error: Error | null, bytes: Buffer) => {
    if (error) return done(error);
    void reply.header('content-encoding', encoding).header('content-length', bytes.length);
    done(null, bytes);
  };
  if (encoding === 'br') brotliCompress(payload, { params: brotliParams }, finish);
  else gzip(payload, { level: 4 }, finish);
}

function chooseEncoding({ headers }: FastifyRequest): 'br' | 'gzip' | undefined {
  const accepted = [headers['accept-encoding'] ?? '']
    .flat()
    .join()
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => !/;\s*q=0(\.0*)?$/.test(entry))
    .map((entry) => entry.split(';')[0]!.trim().toLowerCase());
  if (accepted.includes('br')) return 'br';
  return accepted.includes('gzip') ? 'gzip' : undefined;
}
