/**
 * POST /cache/invalidate: services and operators say what changed. The answer comes when nobody reads any
 * more what was before, at this gateway and at those that share its Redis.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { errorBody } from '@tributary/service/http-server';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { changeList } from './change.js';
import type { GatewayCache } from './gateway-cache.js';

const body = z.strictObject({ changes: changeList.min(1) });

/** @param token what callers must send as `authorization: Bearer` */
export function serveInvalidation(
  app: FastifyInstance,
  cache: Pick<GatewayCache, 'invalidate'>,
  token: string,
): void {
  const isRight = createTokenCheck(token);
  app.post('/cache/invalidate', async (request, reply) => {
    if (!isRight(request.headers.authorization))
      return reply.code(401).send(errorBody('UNAUTHENTICATED'));
    const read = body.safeParse(request.body);
    if (!read.success)
      return reply.code(400).send(errorBody('BAD_REQUEST', z.prettifyError(read.error)));
    await cache.invalidate(read.data.changes, 'told');
    return reply.code(204).send();
  });
}

function createTokenCheck(token: string): (authorization: string | undefined) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${token}`);
  return (authorization) => timingSafeEqual(digest(authorization ?? ''), expected);
}
