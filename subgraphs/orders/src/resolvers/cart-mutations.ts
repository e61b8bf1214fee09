import { requireUser } from '@tributary/service';
import { addToCart, type CartOutcome, clearCart, setCartLine } from '../commands/change-cart.js';
import { replayCartChange } from '../commands/replay-cart-change.js';
import type { CartLimit, MutationResolvers, UnknownVariant } from '../generated/resolvers.js';
import {
  addToCartInput,
  isSku,
  readInput,
  replayCartChangeInput,
  setCartLineInput,
} from '../inputs.js';
import type { CartView } from '../views.js';

type CartMutations = Pick<
  MutationResolvers,
  'addToCart' | 'setCartLine' | 'replayCartChange' | 'clearCart'
>;

export const cartMutations: CartMutations = {
  async addToCart(_parent, args, context) {
    const userId = requireUser(context.identity);
    const input = readInput(addToCartInput, args.input);
    if (!isSku(input.sku)) return unknownVariant(input.sku);
    const outcome = await addToCart(context.env, userId, input);
    context.renewLoaders();
    return toResult(outcome);
  },

  async setCartLine(_parent, args, context) {
    const userId = requireUser(context.identity);
    const input = readInput(setCartLineInput, args.input);
    if (!isSku(input.sku)) return unknownVariant(input.sku);
    const outcome = await setCartLine(context.env, userId, input);
    context.renewLoaders();
    return toResult(outcome);
  },

  async replayCartChange(_parent, args, context) {
    const userId = requireUser(context.identity);
    const input = readInput(replayCartChangeInput, args.input);
    if (!isSku(input.sku)) return unknownVariant(input.sku);
    const outcome = await replayCartChange(context.env, userId, input);
    context.renewLoaders();
    if (outcome.outcome !== 'CONFLICT') return toResult(outcome);
    return {
      __typename: 'CartLineConflict',
      message: 'The cart was changed elsewhere in the meantime.',
      sku: input.sku,
      expectedQuantity: input.expectedQuantity,
      quantity: outcome.present,
      cart: { __typename: 'Cart', lines: outcome.lines },
    };
  },

  async clearCart(_parent, _args, context) {
    const outcome = await clearCart(context.env, requireUser(context.identity));
    context.renewLoaders();
    return toResult(outcome);
  },
};

type Typed<T, N extends string> = T & { __typename: N };
type CartResult =
  CartView | Typed<UnknownVariant, 'UnknownVariant'> | Typed<CartLimit, 'CartLimit'>;

function toResult(outcome: CartOutcome): CartResult {
  switch (outcome.outcome) {
    case 'CHANGED':
      return { __typename: 'Cart', lines: outcome.lines };
    case 'LIMIT':
      return { __typename: 'CartLimit', message: outcome.message };
    default:
      return unknownVariant(outcome.sku);
  }
}

const unknownVariant = (sku: string): Typed<UnknownVariant, 'UnknownVariant'> => ({
  __typename: 'UnknownVariant',
  message: 'There is no such variant, or it can no longer be bought.',
  sku,
});
