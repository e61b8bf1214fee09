/** What the inventory service holds true of each SKU: its level, its ledger, its reservations. */
import type { Snapshot } from '../snapshot.js';

export interface SkuBooks {
  sku: string;
  /** Null when there are movements or reservations and no level, which is a breach. */
  level: { onHand: number; reserved: number } | null;
  /** The sum of all movements. */
  ledger: { onHand: number; reserved: number };
  /** Units in lines of reservations that are RESERVED. */
  reservedLines: number;
}

/** Three sums over three tables, made by the database; what comes here is one row per SKU. */
const select = `
  WITH ledger AS (
    SELECT sku, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved
    FROM stock_movements GROUP BY sku
  ), held AS (
    SELECT l.sku, sum(l.quantity) AS quantity
    FROM reservations r JOIN reservation_lines l ON l.order_id = r.order_id
    WHERE r.status = 'RESERVED' GROUP BY l.sku
  )
  SELECT sku,
    CASE WHEN level.sku IS NOT NULL
      THEN json_build_object('onHand', level.on_hand, 'reserved', level.reserved) END AS level,
    json_build_object('onHand', coalesce(ledger.on_hand, 0),
      'reserved', coalesce(ledger.reserved, 0)) AS ledger,
    coalesce(held.quantity, 0)::float8 AS "reservedLines"
  FROM stock_levels level FULL JOIN ledger USING (sku) FULL JOIN held USING (sku)`;

export const streamSkus = (inventory: Snapshot) => inventory.pages<SkuBooks>(select);
