/**
 * Answers as small as a client takes them: what it has already is not sent again (ETag, 304), the rest is
 * compressed. What is in an answer is none of its business. Streams are left to those who write them.
 */
import { createHash } from 'node:crypto';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export interface CompressOptions {
  /** In characters: shorter answers are not worth it. */
  thresholdLength: number;
  /** 0 to 11. Answers are compressed anew each time. */
  brotliQuality: number;
  /** 1 to 9. */
  gzipLevel: number;
  appliesTo?: (request: FastifyRequest) => boolean;
}

/** Compresses what is a text and not compressed yet. Call before the routes are registered. */
export function compressAnswers(
  app: FastifyInstance,
  { thresholdLength, brotliQuality, gzipLevel, appliesTo = () => true }: CompressOptions,
): void {
  const params = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
  };
  app.addHook('onSend', (request, reply, payload, done) => {
    if (typeof payload !== 'string' || payload.length < thresholdLength || !appliesTo(request))
      return done();
    addVary(reply, 'accept-encoding');
    const encoding = chooseEncoding(request.headers['accept-encoding']);
    if (!encoding || reply.hasHeader('content-encoding')) return done();
    const finish = (error: Error | null, bytes: Buffer) => {
      if (error) return done(error);
      void reply.header('content-encoding', encoding).header('content-length', bytes.length);
      done(null, bytes);
    };
    if (encoding === 'br') brotliCompress(payload, { params }, finish);
    else gzip(payload, { level: gzipLevel }, finish);
  });
}

/** The better one of those that the client takes; undefined where it takes neither. */
export function chooseEncoding(header: string | string[] | undefined): 'br' | 'gzip' | undefined {
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

export interface TagOptions {
  /** Which answers to GET with status 200 may be kept by the client. */
  appliesTo: (request: FastifyRequest, payload: string) => boolean;
  /** Headers of the request, besides its address, that decide what is answered. */
  dependsOn: string;
}

/**
 * What a client may do with an answer unless it says otherwise: keep it for itself, and ask each time. What
 * is in it may be the user's own, and may have changed.
 */
const unlessSaid = 'private, no-cache';

/** Gives answers an ETag, and says 304 to who has it. Call before the routes are registered. */
export function tagAnswers(app: FastifyInstance, { appliesTo, dependsOn }: TagOptions): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.method !== 'GET' || reply.statusCode !== 200) return done();
    if (typeof payload !== 'string' || !appliesTo(request, payload)) return done();
    const etag = `W/"${createHash('sha1').update(payload).digest('base64url')}"`;
    const said = reply.getHeader('cache-control');
    if (!said || said === 'no-store') void reply.header('cache-control', unlessSaid);
    void reply.header('etag', etag);
    addVary(reply, dependsOn);
    if (!isKnown(request.headers['if-none-match'], etag)) return done();
    void reply.code(304).removeHeader('content-length').removeHeader('content-type');
    done(null, null);
  });
}

/** Tags are compared as what they are: weak ones. */
const isKnown = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((tag) => tag.trim().replace(/^(W\/)?/, 'W/') === etag) ?? false;

/** Adds `names` to the headers of the request on which the answer depends. */
function addVary(reply: FastifyReply, names: string): void {
  const said = reply.getHeader('vary');
  void reply.header('vary', said ? `${String(said)}, ${names}` : names);
}
