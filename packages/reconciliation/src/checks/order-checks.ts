/** The checks of orders, in the order in which they are shown. */
import type { OrderCheck } from '../check.js';
import { lateOrders } from './late-orders.js';
import { noMoneyAtProvider } from './no-money-at-provider.js';
import { noMoneyInBooks } from './no-money-in-books.js';
import { orderTotals } from './order-totals.js';
import { paidAtProvider } from './paid-at-provider.js';
import { paidInBooks } from './paid-in-books.js';
import { providerOrders } from './provider-orders.js';
import { refundsAtProvider } from './refunds-at-provider.js';
import { refundsInBooks } from './refunds-in-books.js';
import { reservationLedger } from './reservation-ledger.js';
import { reservationOrders } from './reservation-orders.js';
import { soldStock } from './sold-stock.js';
import { unsoldStock } from './unsold-stock.js';

export const orderChecks: readonly OrderCheck[] = [
  reservationLedger,
  reservationOrders,
  soldStock,
  unsoldStock,
  orderTotals,
  paidInBooks,
  paidAtProvider,
  noMoneyInBooks,
  noMoneyAtProvider,
  refundsInBooks,
  refundsAtProvider,
  providerOrders,
  lateOrders,
];
