/** Stock in numbers: levels, and the movements that alone may change them. */

export interface Line {
  sku: string;
  /** Units, above 0. */
  quantity: number;
}

export type MovementKind =
  'RECEIVED' | 'RESERVED' | 'RELEASED' | 'COMMITTED' | 'RETURNED' | 'ADJUSTED';

/** A movement before it has an id, a time and a reason. */
export interface StockChange {
  sku: string;
  kind: MovementKind;
  onHandDelta: number;
  reservedDelta: number;
  /** Why, where the kind does not say it. */
  reference?: string;
}

/** How much there is of a SKU, or what a number of changes adds to it. */
export interface Level {
  sku: string;
  onHand: number;
  /** Set aside for orders. */
  reserved: number;
}

export type StockWord = 'OUT' | 'LOW' | 'IN_STOCK';

const lowUpTo = 5;

export function stockWord(available: number): StockWord {
  if (available <= 0) return 'OUT';
  return available <= lowUpTo ? 'LOW' : 'IN_STOCK';
}

export const receive = (lines: readonly Line[]): StockChange[] =>
  lines.map(({ sku, quantity }) => change(sku, 'RECEIVED', quantity, 0));

export const reserve = (lines: readonly Line[]): StockChange[] =>
  lines.map(({ sku, quantity }) => change(sku, 'RESERVED', 0, quantity));

export const release = (lines: readonly Line[]): StockChange[] =>
  lines.map(({ sku, quantity }) => change(sku, 'RELEASED', 0, -quantity));

/** Reserved units leave the house. */
export const commit = (lines: readonly Line[]): StockChange[] =>
  lines.map(({ sku, quantity }) => change(sku, 'COMMITTED', -quantity, -quantity));

/** Units that had left come back and can be sold again. */
export const takeBack = (lines: readonly Line[]): StockChange[] =>
  lines.map(({ sku, quantity }) => change(sku, 'RETURNED', quantity, 0));

/**
 * Units that had left come back and cannot be sold again: both is in the ledger, so that an order's
 * RETURNED movements are what came back, and what was lost has an entry of its own. The level stays.
 */
export const writeOff = (lines: readonly Line[]): StockChange[] => [
  ...takeBack(lines),
  ...lines.map(({ sku, quantity }) => ({
    ...change(sku, 'ADJUSTED', -quantity, 0),
    reference: 'written off on return',
  })),
];

export const adjust = (sku: string, delta: number): StockChange[] => [
  change(sku, 'ADJUSTED', delta, 0),
];

/** One line per SKU, in SKU order: the order in which rows are locked everywhere. */
export function sumLines(lines: readonly Line[]): Line[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities]
    .map(([sku, quantity]) => ({ sku, quantity }))
    .sort((left, right) => (left.sku < right.sku ? -1 : 1));
}

/** What the changes add to each SKU, one entry per SKU. */
export function sumChanges(changes: readonly StockChange[]): Level[] {
  const totals = new Map<string, Level>();
  for (const { sku, onHandDelta, reservedDelta } of changes) {
    const { onHand, reserved } = totals.get(sku) ?? { onHand: 0, reserved: 0 };
    totals.set(sku, { sku, onHand: onHand + onHandDelta, reserved: reserved + reservedDelta });
  }
  return [...totals.values()];
}

/** SKUs of which there was something to buy before and nothing is afterwards, or the other way round. */
export function findFlipped(levels: readonly Level[], added: readonly Level[]): string[] {
  const available = new Map(levels.map(({ sku, onHand, reserved }) => [sku, onHand - reserved]));
  return added
    .filter(({ sku, onHand, reserved }) => {
      const before = available.get(sku) ?? 0;
      return before > 0 !== before + onHand - reserved > 0;
    })
    .map(({ sku }) => sku);
}

function change(
  sku: string,
  kind: MovementKind,
  onHandDelta: number,
  reservedDelta: number,
): StockChange {
  return { sku, kind, onHandDelta, reservedDelta };
}
