/**
 * The local mailbox: mail that would have been sent, for the developer's browser and for tests. It
 * shows everything to everybody, so it is off in production and where mail is really sent.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { normalizeEmail } from '../domain/email-address.js';
import { isUuid } from '../inputs.js';
import type { Store, StoredMail } from '../store.js';
import { renderMail, renderMailbox, renderMissing } from './mailbox-page.js';

const newest = 100;
const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function serveMailbox(app: FastifyInstance, store: Store): void {
  app.get('/mailbox', async (_request, reply) =>
    sendPage(reply, renderMailbox(await store.findNewestMails(null, newest))),
  );

  app.get<{ Querystring: { to?: string } }>('/mailbox.json', async ({ query }, reply) => {
    const to = typeof query.to === 'string' ? normalizeEmail(query.to) : null;
    return protect(reply).send(await store.findNewestMails(to || null, newest));
  });

  app.get<{ Params: { id: string } }>('/mailbox/:id', async ({ params }, reply) => {
    const mail = await findMail(params.id);
    return mail ? sendPage(reply, renderMail(mail)) : sendPage(reply.code(404), renderMissing());
  });

  /** The mail as its reader would see it, with nothing it could do. */
  app.get<{ Params: { id: string } }>('/mailbox/:id/html', async ({ params }, reply) => {
    const mail = await findMail(params.id);
    if (!mail) return sendPage(reply.code(404), renderMissing());
    return sendPage(reply, mail.html, `${pagePolicy}; sandbox allow-popups`);
  });

  const findMail = async (id: string): Promise<StoredMail | null> =>
    isUuid(id) ? store.findMail(id) : null;
}

const sendPage = (reply: FastifyReply, html: string, policy = pagePolicy): FastifyReply =>
  protect(reply)
    .header('content-security-policy', policy)
    .type('text/html; charset=utf-8')
    .send(html);

const protect = (reply: FastifyReply): FastifyReply =>
  reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff');
