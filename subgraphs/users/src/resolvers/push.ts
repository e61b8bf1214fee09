import { CodedError, type Identity, requireUser } from '@tributary/service';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.js';
import { readInput } from '../inputs.js';
import { pushInput } from '../push/push-input.js';

export const pushQueries = {
  pushKey: (_parent, _args, { env }) => env.push?.publicKey ?? null,
} satisfies QueryResolvers;

export const pushMutations = {
  async registerPush(_parent, args, { env, identity }) {
    const session = requireSession(identity);
    if (!env.push) return false;
    const subscription = readInput(pushInput(env.push.hosts), args.input);
    return env.store.transaction((tx) => tx.savePushSubscription(session, subscription, env.now()));
  },

  unregisterPush: (_parent, _args, { env, identity }) =>
    env.store.deletePushSubscription(requireSession(identity).sessionId),
} satisfies MutationResolvers;

/** A push is for a device, which is a session. */
function requireSession(identity: Identity): { userId: string; sessionId: string } {
  const userId = requireUser(identity);
  if (identity.sessionId === null) throw new CodedError('UNAUTHENTICATED');
  return { userId, sessionId: identity.sessionId };
}
