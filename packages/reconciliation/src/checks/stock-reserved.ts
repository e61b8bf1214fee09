import type { SkuCheck } from '../check.js';

export const stockReserved: SkuCheck = {
  name: 'stock-reserved',
  says: 'What is reserved of each SKU is what the open reservations hold of it.',
  remedy: 'See reservation-ledger for the order; then npm run rebuild.',
  inspect({ level, ledger, reservedLines }) {
    const reserved = level?.reserved ?? ledger.reserved;
    if (reserved === reservedLines) return null;
    return { expected: `${reservedLines} reserved`, found: `${reserved} reserved` };
  },
};
