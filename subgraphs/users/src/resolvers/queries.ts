import {
  CodedError,
  decodeCursor,
  encodeCursor,
  isStaff,
  requirePageSize,
  requireStaff,
  toConnection,
} from '@tributary/service';
import type { QueryResolvers, UserConnectionResolvers } from '../generated/resolvers.js';
import { inputs, isUuid, readInput } from '../inputs.js';
import { toUserView } from '../views.js';

export const queries: QueryResolvers = {
  me: (_parent, _args, { identity, loaders }) =>
    identity.userId ? loaders.userById.load(identity.userId) : null,

  user: (_parent, { id }, { identity, loaders }) =>
    id.toLowerCase() === identity.userId || isStaff(identity) ? loaders.userById.load(id) : null,

  async users(_parent, args, { identity, env }) {
    requireStaff(identity);
    const first = requirePageSize(args.first ?? 20);
    const search = readInput(inputs.search, args.search, 'search');
    const afterId = args.after ? readCursor(args.after) : null;
    const accounts = await env.store.searchAccounts(search, afterId, first + 1);
    const views = accounts.map((account) => toUserView(account));
    const connection = toConnection(views, first, (user) => encodeCursor([user.id]), args.after);
    return { ...connection, search };
  },
};

export const UserConnection: UserConnectionResolvers = {
  totalCount: ({ search }, _args, { env }) => env.store.countAccounts(search),
};

function readCursor(after: string): string {
  const [id] = decodeCursor(after, 1);
  if (typeof id === 'string' && isUuid(id)) return id;
  throw new CodedError('BAD_USER_INPUT', '"after" is not a cursor of this list.');
}
