/** Lines in words and in comparable form, for the checks. */
export interface Line {
  sku: string;
  quantity: number;
}

/** Units per SKU; lines of the same SKU are added up, and those of nothing left out. */
export function unitsBySku(lines: readonly Line[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { sku, quantity } of lines) units.set(sku, (units.get(sku) ?? 0) + quantity);
  for (const [sku, quantity] of units) if (quantity === 0) units.delete(sku);
  return units;
}

export function sameUnits(some: readonly Line[], others: readonly Line[]): boolean {
  const [left, right] = [unitsBySku(some), unitsBySku(others)];
  if (left.size !== right.size) return false;
  for (const [sku, quantity] of left) if (right.get(sku) !== quantity) return false;
  return true;
}

const shown = 5;

/** "2 × MUG, 1 × CUP", the first few. */
export function describeLines(lines: readonly Line[]): string {
  const units = [...unitsBySku(lines)].sort(([one], [other]) => (one < other ? -1 : 1));
  if (units.length === 0) return 'nothing';
  const some = units.slice(0, shown).map(([sku, quantity]) => `${quantity} × ${sku}`);
  return units.length > shown ? `${some.join(', ')}, …` : some.join(', ');
}

/** The units that were sold and did not come back. */
export const stillOut = (lines: readonly (Line & { returned: number })[]): Line[] =>
  lines.map(({ sku, quantity, returned }) => ({ sku, quantity: quantity - returned }));
