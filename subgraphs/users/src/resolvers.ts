/** The schema's resolvers, gathered from resolvers/ by feature. */
import { DateTime } from '@tributary/service';
import type { Resolvers } from './generated/resolvers.js';
import { accountMutations } from './resolvers/accounts.js';
import { addressMutations } from './resolvers/addresses.js';
import { jobMutations, jobQueries, jobTypes } from './resolvers/jobs.js';
import { passwordMutations } from './resolvers/passwords.js';
import { pushMutations, pushQueries } from './resolvers/push.js';
import { queries, UserConnection } from './resolvers/queries.js';
import { AuthSession, sessionMutations } from './resolvers/sessions.js';
import { User } from './resolvers/user.js';

export const resolvers: Resolvers = {
  DateTime,
  ...jobTypes,
  Query: { ...queries, ...pushQueries, ...jobQueries },
  Mutation: {
    ...accountMutations,
    ...sessionMutations,
    ...passwordMutations,
    ...addressMutations,
    ...pushMutations,
    ...jobMutations,
  },
  User,
  UserConnection,
  AuthSession,
};
