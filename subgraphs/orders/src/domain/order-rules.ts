/**
 * The life of an order on one page: for each command and each state, where it leads. This table is
 * the only guard of transitions; order-decisions.ts only says what comes with them.
 */
import { type CommandType, type OrderStatus, orderStatuses } from './order.js';

export type Rule =
  /** The order moves to this state. */
  | OrderStatus
  /** It moves to this state once all of it has: see fulfilment.ts. Until then it stays. */
  | `${'SHIPPED' | 'DELIVERED' | 'RETURNED'}*`
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
  //                  PENDING      AWAITING_P.  CONFIRMED    SHIPPED       DELIVERED    REJECTED  CANCELLED  RETURNED
  reserveStock:      [AWAITING,    skip,        skip,        skip,         skip,        skip,     skip,      skip],
  rejectStock:       ['REJECTED',  skip,        skip,        skip,         skip,        skip,     skip,      skip],
  expireReservation: ['CANCELLED', 'CANCELLED', stay,        stay,         stay,        skip,     skip,      skip],
  failStockCommit:   [skip,        skip,        'CANCELLED', stay,         stay,        skip,     skip,      skip],

  authorisePayment:  [skip,        stay,        skip,        skip,         skip,        skip,     skip,      skip],
  capturePayment:    [skip,        'CONFIRMED', skip,        skip,         skip,        stay,     stay,      skip],
  declinePayment:    [skip,        'CANCELLED', skip,        skip,         skip,        stay,     stay,      skip],
  voidPayment:       [skip,        'CANCELLED', skip,        skip,         skip,        stay,     stay,      skip],
  completeRefund:    [skip,        skip,        stay,        stay,         stay,        stay,     stay,      stay],

  cancel:            ['CANCELLED', 'CANCELLED', 'CANCELLED', deny,         deny,        deny,     skip,      deny],
  ship:              [deny,        deny,        'SHIPPED*',  deny,         deny,        deny,     deny,      deny],
  deliver:           [deny,        deny,        stay,        'DELIVERED*', deny,        deny,     deny,      deny],
  requestReturn:     [deny,        deny,        deny,        deny,         stay,        deny,     deny,      deny],
  approveReturn:     [deny,        deny,        deny,        deny,         'RETURNED*', deny,     deny,      deny],
  rejectReturn:      [deny,        deny,        deny,        deny,         stay,        deny,     deny,      deny],
  refund:            [deny,        deny,        stay,        stay,         stay,        deny,     deny,      deny],
};

export function ruleFor(command: CommandType, status: OrderStatus): Rule {
  return table[command][orderStatuses.indexOf(status)]!;
}

/** The state a rule leads to, at last; undefined when it leads nowhere. */
export function targetOf(rule: Rule): OrderStatus | undefined {
  const status = rule.replace('*', '');
  return orderStatuses.find((one) => one === status);
}

const hasLeft = 'It has left: ask for a return once it has arrived, or have it paid back.';

/** What somebody who was refused can do instead; null when there is nothing to say. */
export function adviceFor(command: CommandType, status: OrderStatus): string | null {
  if (command === 'cancel') {
    if (status === 'SHIPPED') return hasLeft;
    if (status === 'DELIVERED') return 'It has arrived: ask for a return instead.';
  }
  if (command === 'requestReturn' && (status === 'CONFIRMED' || status === 'SHIPPED'))
    return 'Ask again once all of it has arrived.';
  return null;
}
