import { useEffect, useRef } from 'react';
import { useSubscription } from 'urql';
import {
  StaffStockLevelsDocument,
  type StockRowPartsFragment,
} from '../../generated/staff-documents.js';

/** The rows with the stock that there is now. `onChange`: it is another than the page said. */
export function useLiveLevels(
  rows: readonly StockRowPartsFragment[],
  onChange: () => void,
): StockRowPartsFragment[] {
  const skus = rows.map(({ sku }) => sku);
  const [{ data: live }] = useSubscription({
    query: StaffStockLevelsDocument,
    variables: { skus },
    pause: skus.length === 0,
  });
  const levels = new Map(live?.stockLevels.map((level) => [level.sku, level]));
  const told = useRef(live);
  const isOther = rows.some(({ sku, available }) => isChanged(available, levels.get(sku)));
  useEffect(() => {
    // Each event asks for the page once: shelf and reservations are not in it.
    if (!isOther || told.current === live) return;
    told.current = live;
    onChange();
  }, [isOther, live, onChange]);
  return rows.map((row) => (row.withdrawnAt ? row : { ...row, ...levels.get(row.sku) }));
}

const isChanged = (available: number, level: { available: number } | undefined) =>
  level !== undefined && level.available !== available;
