/** GET /images/<slug>.svg: pictures that are drawn on the spot, so that a new shop is not blank. */
import { errorBody } from '@tributary/service/http-server';
import type { FastifyInstance } from 'fastify';
import { drawPicture } from './domain/picture.js';
import { isSlug } from './inputs.js';

interface PictureRequest {
  Params: { file: string };
  /** `category` gives the colour. */
  Querystring: { category?: string | string[] };
}

export function mountPictures(app: FastifyInstance): void {
  app.get<PictureRequest>('/images/:file', async (request, reply) => {
    const slug = /^(.+)\.svg$/.exec(request.params.file)?.[1];
    const { category } = request.query;
    if (!slug || !isSlug(slug))
      return reply.code(404).send(errorBody('NOT_FOUND', 'There is no such picture.'));
    return reply
      .type('image/svg+xml; charset=utf-8')
      .header('cache-control', 'public, max-age=86400, stale-while-revalidate=604800')
      .header('content-security-policy', "default-src 'none'")
      .header('x-content-type-options', 'nosniff')
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      .send(drawPicture(slug, typeof category === 'string' ? category : ''));
  });
}
