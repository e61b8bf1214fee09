export { checkOwnBooks, type Disagreement, type OwnBooksOptions } from './nightly.js';
export {
  compareHoldings,
  type HoldingMismatch,
  type OrderHolding,
  quietOrders,
  type RunQuery,
} from './quiet-orders.js';
export { reconcile, type ReconcileOptions } from './reconcile.js';
export { type Breach, type CheckReport, detailsMax, type Report } from './report.js';
export type { OnProgress } from './run.js';
