/**
 * The life of an order on one page: for each command and each state, where it leads. This table is
 * the only guard of transitions; order-decisions.ts only says what comes with them.
 */
import { type CommandType, type OrderStatus, orderStatuses } from './order.js';

export type Rule =
  /** The order moves to this state. */
  | OrderStatus
  /** It applies, and the order stays in its state. */
  | 'STAYS'
  /** Old or repeated news: nothing happens. */
  | 'IGNORES'
  /** Somebody asked for what is not possible; they are told. */
  | 'REFUSES';

type Row = readonly [Rule, Rule, Rule, Rule, Rule, Rule, Rule, Rule];

const skip = 'IGNORES';
const deny = 'REFUSES';
const stay = 'STAYS';
const AWAITING = 'AWAITING_PAYMENT';

// prettier-ignore
const table: Record<CommandType, Row> = {
  //                  PENDING      AWAITING_P.  CONFIRMED    SHIPPED      DELIVERED   REJECTED  CANCELLED  RETURNED
  reserveStock:      [AWAITING,    skip,        skip,        skip,        skip,       skip,     skip,      skip],
  rejectStock:       ['REJECTED',  skip,        skip,        skip,        skip,       skip,     skip,      skip],
  expireReservation: ['CANCELLED', 'CANCELLED', skip,        skip,        skip,       skip,     skip,      skip],
  failStockCommit:   [skip,        skip,        'CANCELLED', skip,        skip,       skip,     skip,      skip],

  authorisePayment:  [skip,        stay,        skip,        skip,        skip,       skip,     skip,      skip],
  capturePayment:    [skip,        'CONFIRMED', skip,        skip,        skip,       stay,     stay,      skip],
  declinePayment:    [skip,        'CANCELLED', skip,        skip,        skip,       stay,     stay,      skip],
  voidPayment:       [skip,        'CANCELLED', skip,        skip,        skip,       stay,     stay,      skip],
  completeRefund:    [skip,        skip,        stay,        stay,        stay,       stay,     stay,      stay],

  cancel:            ['CANCELLED', 'CANCELLED', 'CANCELLED', deny,        deny,       deny,     deny,      deny],
  ship:              [deny,        deny,        'SHIPPED',   deny,        deny,       deny,     deny,      deny],
  deliver:           [deny,        deny,        deny,        'DELIVERED', deny,       deny,     deny,      deny],
  requestReturn:     [deny,        deny,        deny,        deny,        stay,       deny,     deny,      deny],
  approveReturn:     [deny,        deny,        deny,        deny,        'RETURNED', deny,     deny,      deny],
  refund:            [deny,        deny,        stay,        stay,        stay,       deny,     deny,      deny],
};

export function ruleFor(command: CommandType, status: OrderStatus): Rule {
  return table[command][orderStatuses.indexOf(status)]!;
}
