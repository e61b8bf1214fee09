/** On which headers of the request an answer depends. */
import type { FastifyReply } from 'fastify';

/** Adds `names` to those that the answer says already. */
export function addVary(reply: FastifyReply, names: string): void {
  const said = reply.getHeader('vary');
  void reply.header('vary', said ? `${String(said)}, ${names}` : names);
}
