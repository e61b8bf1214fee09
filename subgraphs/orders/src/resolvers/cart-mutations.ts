import { requireUser } from '@tributary/service';
import { addToCart, type CartOutcome, clearCart, setCartLine } from '../commands/change-cart.js';
import type { CartLimit, MutationResolvers, UnknownVariant } from '../generated/resolvers.js';
import { addToCartInput, isSku, readInput, setCartLineInput } from '../inputs.js';
import type { CartView } from '../views.js';

type CartMutations = Pick<MutationResolvers, 'addToCart' | 'setCartLine' | 'clearCart'>;

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
