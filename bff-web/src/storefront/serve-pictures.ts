/**
 * GET /images/<file>: the pictures of products that inventory draws, published here. Nothing else of
 * inventory is: the file's name is all that goes on, and of the address only the category.
 */
import { errorBody } from '@tributary/service/http-server';
import type { FastifyInstance } from 'fastify';
import { Pool } from 'undici';

const picture = /^[a-z0-9-]{1,200}\.svg$/;
const timeoutMs = 3_000;
const maxBytes = 1_048_576;
const passedOn = ['content-type', 'cache-control', 'content-security-policy'] as const;

interface PictureRequest {
  Params: { file: string };
  Querystring: { category?: string | string[] };
}

/** @param url of inventory's HTTP process */
export function servePictures(app: FastifyInstance, url: string): void {
  const pool = new Pool(new URL(url).origin, {
    connections: 16,
    maxResponseSize: maxBytes,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: timeoutMs },
  });
  app.addHook('onClose', () => pool.close());
  app.get<PictureRequest>('/images/:file', async (request, reply) => {
    const { file } = request.params;
    const { category } = request.query;
    if (!picture.test(file))
      return reply.code(404).send(errorBody('NOT_FOUND', 'There is no such picture.'));
    const query = typeof category === 'string' ? { category } : {};
    const answer = await pool
      .request({ method: 'GET', path: `/images/${file}`, query, headers: {} })
      .catch(() => null);
    if (!answer) return reply.code(503).send(errorBody('SERVICE_UNAVAILABLE'));
    for (const name of passedOn)
      if (answer.headers[name]) void reply.header(name, answer.headers[name]);
    // Anybody may show them; the mobile app, from another address, keeps them too.
    void reply.header('access-control-allow-origin', '*');
    return reply.code(answer.statusCode).send(Buffer.from(await answer.body.arrayBuffer()));
  });
}
