/** What staff see of the stock: the board, the count and the ledger of a variant. */
import {
  CodedError,
  decodeCursor,
  encodeCursor,
  isStaff,
  requirePageSize,
  requireStaff,
  toConnection,
} from '@tributary/service';
import type { Resolvers } from '../generated/resolvers.js';
import { isSku, readInput, stockFilter } from '../inputs.js';
import { levelOf } from '../loaders.js';
import type { VariantView } from '../views.js';

export const stockBoardQueries: Resolvers['Query'] = {
  async stockBoard(_root, { first: wanted, after, filter: given }, { identity, store, loaders }) {
    requireStaff(identity);
    const first = requirePageSize(wanted);
    const { search, level, withdrawn } = readInput(stockFilter, given ?? {}, 'filter');
    const rows = await store.listStock({
      ...(search && { search }),
      ...(level && { level }),
      withdrawn: withdrawn ?? false,
      after: after ? readPosition(after) : null,
      limit: first + 1,
    });
    for (const variant of rows) loaders.variantsBySku.prime(variant.sku, variant);
    return toConnection(rows, first, ({ sku }: VariantView) => encodeCursor([sku]), after);
  },
};

export const stockBoardFields = {
  async count(variant, _args, { identity, loaders }) {
    const level = isStaff(identity) ? await levelOf(variant, loaders) : null;
    return level && { onHand: level.onHand, reserved: level.reserved };
  },
  movements({ sku }, { first }, { identity, loaders }) {
    requireStaff(identity);
    return loaders.movementsBySku(requirePageSize(first)).load(sku);
  },
} satisfies Resolvers['Variant'];

function readPosition(cursor: string): string {
  const [sku] = decodeCursor(cursor, 1);
  if (isSku(String(sku))) return String(sku);
  throw new CodedError('BAD_USER_INPUT', '"after" is not a cursor of this list.');
}
