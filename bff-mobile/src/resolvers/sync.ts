import { ReplayCartChangeDocument } from '../generated/operations.js';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.js';
import { sync } from '../sync/sync.js';
import { toCart } from '../views/cart.js';

export const syncQueries = {
  sync: (_root, args, context) => sync(args, context),
} satisfies QueryResolvers;

export const syncMutations = {
  replayCartChange: async (_root, { input, density }, { change }) => {
    const { data, errors } = await change(ReplayCartChangeDocument, { input });
    const { replayCartChange: outcome } = data;
    const cartOf = (cart: Parameters<typeof toCart>[0]) => toCart(cart, density, errors.length > 0);
    if (outcome.__typename === 'Cart') return { __typename: 'Cart', ...cartOf(outcome) };
    if (outcome.__typename !== 'CartLineConflict') return outcome;
    return { ...outcome, cart: cartOf(outcome.cart) };
  },
} satisfies MutationResolvers;
