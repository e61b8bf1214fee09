/** What customers wait for, and what staff are to watch. */
import {
  CodedError,
  decodeCursor,
  encodeCursor,
  isStaff,
  requirePageSize,
  requireStaff,
  requireUser,
  stateChanges,
  toConnection,
} from '@tributary/service';
import { watchStock } from '../commands/watch-stock.js';
import { maxWatches } from '../domain/stock-watch.js';
import type { Resolvers } from '../generated/resolvers.js';
import { isSku, readInput, setLowStockThresholdInput } from '../inputs.js';
import { levelOf } from '../loaders.js';
import type { ListedLowVariant, LowStockPosition } from '../store.js';
import { requireSku, variantNow } from './staff.js';

export const watchQueries: Resolvers['Query'] = {
  watchedVariants: (_root, _args, { identity, store }) =>
    store.watchedVariants(requireUser(identity)),

  async lowStock(_root, { first: wanted, after }, { identity, store, loaders }) {
    requireStaff(identity);
    const first = requirePageSize(wanted);
    const position = after ? readPosition(after) : null;
    const rows = await store.listLowVariants(position, first + 1);
    for (const variant of rows) loaders.variantsBySku.prime(variant.sku, variant);
    const cursorOf = ({ available, sku }: ListedLowVariant) => encodeCursor([available, sku]);
    return toConnection(rows, first, cursorOf, after);
  },
};

export const watchFields = {
  watched: async ({ sku }, _args, { identity, loaders }) =>
    identity.userId !== null && (await loaders.watchedBySku.load(sku)) !== null,

  lowStockThreshold: async (variant, _args, { identity, loaders }) =>
    isStaff(identity) ? ((await levelOf(variant, loaders))?.lowStockThreshold ?? null) : null,
} satisfies Resolvers['Variant'];

export const watchMutations: Resolvers['Mutation'] = {
  async watchStock(_root, { input: { sku } }, context) {
    const userId = requireUser(context.identity);
    const decision = await watchStock(context.store, userId, requireSku(sku), context.effects);
    stateNothingKept(context);
    if (decision === 'LIMIT')
      return {
        __typename: 'TooManyWatches',
        message: `You can wait for ${maxWatches} variants at the same time.`,
        limit: maxWatches,
      };
    const variant = await variantNow(sku, context);
    return decision === 'WATCH'
      ? { __typename: 'WatchStockSuccess', variant }
      : { __typename: 'AlreadyInStock', message: 'It can be bought now.', variant };
  },

  async unwatchStock(_root, { input: { sku } }, context) {
    const userId = requireUser(context.identity);
    await context.store.removeWatch(userId, requireSku(sku));
    stateNothingKept(context);
    return variantNow(sku, context);
  },

  async setLowStockThreshold(_root, { input }, context) {
    requireStaff(context.identity);
    const { sku, threshold } = readInput(setLowStockThresholdInput, input);
    if (!(await context.store.setLowStockThreshold(requireSku(sku), threshold)))
      throw new CodedError('NOT_FOUND', `There is no variant "${sku}".`);
    stateNothingKept(context);
    return variantNow(sku, context);
  },
};

/** Neither who waits for what nor a threshold may be kept, as the schema says. */
const stateNothingKept = (context: object) => stateChanges(context, []);

function readPosition(cursor: string): LowStockPosition {
  const [available, sku] = decodeCursor(cursor, 2);
  if (typeof available === 'number' && Number.isInteger(available) && isSku(String(sku)))
    return { available, sku: String(sku) };
  throw new CodedError('BAD_USER_INPUT', '"after" is not a cursor of this list.');
}
