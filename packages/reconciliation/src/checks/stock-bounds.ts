import type { SkuCheck } from '../check.js';

export const stockBounds: SkuCheck = {
  name: 'stock-bounds',
  says: 'No level is negative, and no more is reserved than there is.',
  remedy: 'Count the shelf and correct it with adjustStock; then see what stock-levels says.',
  inspect({ level, ledger }) {
    for (const { onHand, reserved } of [level ?? ledger, ledger])
      if (onHand < 0 || reserved < 0 || reserved > onHand)
        return {
          expected: '0 ≤ reserved ≤ on hand',
          found: `${onHand} on hand, ${reserved} reserved`,
        };
    return null;
  },
};
