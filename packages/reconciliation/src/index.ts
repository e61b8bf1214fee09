export { reconcile, type ReconcileOptions } from './reconcile.js';
export { type Breach, type CheckReport, detailsMax, type Report } from './report.js';
export type { OnProgress } from './run.js';
