/** What a check is. Each lives in a file of its own below checks/ and is pure: books in, finding out. */
import type { OrderBooks } from './books/orders.js';
import type { ProviderAccount } from './books/provider.js';
import type { SkuBooks } from './books/skus.js';
import type { StockBooks } from './books/stock.js';

/** What a check reads: the orders database, the inventory database, the payment provider. */
export type Book = 'orders' | 'stock' | 'provider';

/** All that is known of one order, by whoever was asked. */
export interface OrderFacts {
  id: string;
  order: OrderBooks | null;
  stock: StockBooks | null;
  account: ProviderAccount | null;
}

export interface Finding {
  /** What should be, in a few words. */
  expected: string;
  /** What is. */
  found: string;
  /** Worth telling, not yet wrong. */
  isNotice?: boolean;
}

export interface Limits {
  /** A non-final order older than this is late. */
  timeoutSeconds: number;
  /** A non-final order older than this is stuck, and an event that nobody applied for so long is lost. */
  stuckSeconds: number;
  /** Nothing is on its way any more: what is late is wrong. */
  strict: boolean;
}

interface CheckBase {
  /** Kebab-case; stable, for alerts and scripts. */
  name: string;
  /** One sentence that holds when all is well. */
  says: string;
  /** What an operator does about a breach. */
  remedy: string;
}

/** Answers null when all is well, and undefined when the check has nothing to say about the subject. */
type Inspection = Finding | null | undefined;

export interface OrderCheck extends CheckBase {
  needs: readonly Book[];
  /** All it compares commits in one transaction: no moment excuses a disagreement. */
  isAtomic?: true;
  inspect(facts: OrderFacts, limits: Limits): Inspection;
}

/** Compares rows of one database that change together, and so needs no second look. */
export interface SkuCheck extends CheckBase {
  inspect(books: SkuBooks): Inspection;
}
