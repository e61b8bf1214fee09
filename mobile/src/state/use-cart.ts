import { useMemo } from 'react';
import { useApp } from './app-state.js';
import { type Cart, expectedCart } from './expected.js';
import { variantOf } from './known-variants.js';

/** The cart as it will be when what waits has been done. */
export function useCart(): Cart {
  const { kept, waiting } = useApp();
  return useMemo(() => expectedCart(kept.cart, waiting, variantOf), [kept.cart, waiting]);
}
