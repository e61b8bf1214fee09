/**
 * Which content type Apollo Server gives to whom: it depends on the `accept` header alone, and is learnt
 * from its own answers instead of being negotiated a second time.
 */
import type { FastifyReply } from 'fastify';

/** Clients have few such headers; what comes after these is negotiated each time. */
const maxTypes = 64;
const ofSingleResults = /^application\/(graphql-response\+)?json\b/;

export class AnswerTypes {
  readonly #byAccept = new Map<string | undefined, string>();

  find(accept: string | undefined): string | undefined {
    return this.#byAccept.get(accept);
  }

  /** Looks at the answer once it has been sent. */
  learn(accept: string | undefined, reply: FastifyReply): undefined {
    // Whoever takes an answer in parts may get the next one so: Apollo Server's to decide.
    if (this.#byAccept.size >= maxTypes || accept?.includes('multipart/')) return;
    const look = () => {
      const type = reply.getHeader('content-type');
      if (reply.statusCode === 200 && typeof type === 'string' && ofSingleResults.test(type))
        this.#byAccept.set(accept, type);
    };
    reply.then(look, () => undefined);
  }
}
