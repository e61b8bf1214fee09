import type { SkuCheck } from '../check.js';

export const stockLevels: SkuCheck = {
  name: 'stock-levels',
  says: 'Each stock level equals the sum of its ledger.',
  remedy: 'npm run rebuild: it makes the levels anew from the ledger.',
  inspect({ level, ledger }) {
    if (level && level.onHand === ledger.onHand && level.reserved === ledger.reserved) return null;
    return {
      expected: `${ledger.onHand} on hand, ${ledger.reserved} reserved`,
      found: level ? `${level.onHand} on hand, ${level.reserved} reserved` : 'no level',
    };
  },
};
