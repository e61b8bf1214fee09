/** The states of an order as money and stock see them. */
import type { OrderBooks } from '../books/orders.js';

type HasStatus = Pick<OrderBooks, 'status'>;

/** Waiting for stock or payment: ends by itself, one way or the other. */
export const isUnderway = ({ status }: HasStatus): boolean =>
  status === 'PENDING' || status === 'AWAITING_PAYMENT';

/** Ended without a sale. */
export const isCalledOff = ({ status }: HasStatus): boolean =>
  status === 'REJECTED' || status === 'CANCELLED';

/** Was sold, whatever came after. */
export const isSold = (order: HasStatus): boolean => !isUnderway(order) && !isCalledOff(order);
