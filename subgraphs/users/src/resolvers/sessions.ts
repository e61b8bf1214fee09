import { requireUser } from '@tributary/service';
import { login } from '../commands/login.js';
import { refreshSession } from '../commands/refresh-session.js';
import { startGuestSession } from '../commands/start-guest-session.js';
import type { AuthSessionResolvers, MutationResolvers } from '../generated/resolvers.js';
import { inputs, isUuid, readInput } from '../inputs.js';
import { toUserView } from '../views.js';

export const sessionMutations = {
  login: (_parent, args, { env, client, identity }) =>
    login(env, readInput(inputs.login, args.input), client, identity.userId),

  startGuestSession: (_parent, _args, { env, client }) => startGuestSession(env, client),

  refreshSession: (_parent, args, { env }) =>
    refreshSession(env, readInput(inputs.token, args.refreshToken, 'refreshToken')),

  logout: async (_parent, _args, { env, identity }) =>
    identity.userId !== null &&
    identity.sessionId !== null &&
    env.store.revokeSession(identity.sessionId, identity.userId, env.now()),

  async revokeSession(_parent, { id }, { env, identity }) {
    const userId = requireUser(identity);
    return isUuid(id) && env.store.revokeSession(id, userId, env.now());
  },
} satisfies MutationResolvers;

/** The operation began as a guest's; its own answer shows the user that has just signed in. */
export const AuthSession: AuthSessionResolvers = {
  user: ({ account, sessionId }) => toUserView(account, { kind: 'session', sessionId }),
};
