/**
 * Who may see what of a user. Anybody who is signed in may see id, name and roles, because other
 * types refer to users; the rest is for the user, and most of it for staff.
 */
import { CodedError, isStaff } from '@tributary/service';
import type { Context } from '../context.js';
import type { UserResolvers } from '../generated/resolvers.js';
import type { UserView } from '../views.js';

export const User: UserResolvers = {
  __resolveReference: ({ id }, { identity, loaders }) =>
    identity.userId ? loaders.userById.load(id) : null,

  email(user, _args, context) {
    if (user.proof?.kind !== 'mailbox' && !isSelf(user, context)) requireStaffFor('email', context);
    return user.email;
  },

  addresses(user, _args, context) {
    if (!isSelf(user, context)) requireStaffFor('addresses', context);
    return context.loaders.addressesByUser.load(user.id);
  },

  async sessions(user, _args, context) {
    if (!isSelf(user, context)) throw hidden('sessions');
    const current = currentSession(user, context);
    const sessions = await context.loaders.activeSessionsByUser.load(user.id);
    return sessions.map((session) => ({ ...session, current: session.id === current }));
  },
};

const isSelf = (user: UserView, { identity }: Context): boolean =>
  user.proof?.kind === 'session' || user.id === identity.userId;

const currentSession = (user: UserView, { identity }: Context): string | null =>
  user.proof?.kind === 'session' ? user.proof.sessionId : identity.sessionId;

function requireStaffFor(field: string, { identity }: Context): void {
  if (!isStaff(identity)) throw hidden(field);
}

const hidden = (field: string) =>
  new CodedError('FORBIDDEN', `"${field}" of another user is not yours to see.`);
