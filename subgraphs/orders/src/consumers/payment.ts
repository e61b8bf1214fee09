/**
 * The work of orders-payment. The provider is asked outside of any transaction; its answer is recorded
 * on the locked order together with the event's inbox row. Each call to it can be repeated, so an
 * attempt that died at any point is simply made again.
 */
import type { OutsideHandlers } from '@tributary/messaging';
import type { PaymentEnvironment } from './environment.js';
import { cancelPayment } from './cancel-payment.js';
import { followNotice } from './follow-notice.js';
import { payRefund } from './pay-refund.js';
import { takePayment } from './take-payment.js';

export const paymentHandlers = (env: PaymentEnvironment): OutsideHandlers => ({
  PaymentRequested: (event, delivery) => takePayment(env, event, delivery),
  PaymentCancelRequested: (event, { signal }) => cancelPayment(env, event, signal),
  PaymentNotified: (event, { signal }) => followNotice(env, event, signal),
  RefundRequested: (event, { signal }) => payRefund(env, event, signal),
});
