/**
 * The users database, as functions with names. Nothing outside this file and store/ speaks SQL, and
 * nothing in here decides: it answers what was asked and guards what it writes. All of it runs on
 * `Sql`; Prisma has the schema and the migrations.
 */
import { openDatabase, type Sql, together } from '@tributary/database';
import type { SqlTransaction } from '@tributary/messaging';
import { accountsIn } from './store/accounts.js';
import { addressesIn } from './store/addresses.js';
import { announcedAccountsIn } from './store/announced-accounts.js';
import { attemptsIn } from './store/attempts.js';
import { erasureIn } from './store/erasure.js';
import { EmailTakenError, guestsIn } from './store/guests.js';
import { mailedTokensIn } from './store/mailed-tokens.js';
import { mailsIn } from './store/mails.js';
import { pushSubscriptionsIn } from './store/push-subscriptions.js';
import { sessionsIn } from './store/sessions.js';

export type { NewAccount } from './store/accounts.js';
export type { AddressFields, SavedAddress } from './store/addresses.js';
export type { ThrottleKey } from './store/attempts.js';
export type { MailedTokenPurpose } from './store/mailed-tokens.js';
export type { MailTransport, StoredMail } from './store/mails.js';
export { EmailTakenError };
export type { PushSubscription } from './store/push-subscriptions.js';
export type { StoredSession } from './store/sessions.js';
export type { Account, Person } from './store/user-rows.js';

const tablesIn = (db: Sql) =>
  together(
    accountsIn(db),
    erasureIn(db),
    guestsIn(db),
    addressesIn(db),
    sessionsIn(db),
    mailedTokensIn(db),
    attemptsIn(db),
    mailsIn(db),
    pushSubscriptionsIn(db),
    announcedAccountsIn(db),
  );

export type Tables = ReturnType<typeof tablesIn>;

/** The tables within one transaction, which is also what messaging writes its rows in. */
export type Transaction = Tables & SqlTransaction;

const toTransaction = (tx: Sql): Transaction =>
  together(tablesIn(tx), {
    $executeRaw: (...statement: Parameters<Sql['$executeRaw']>) => tx.$executeRaw(...statement),
  });

export interface Store extends Tables {
  /** Runs `work` in one transaction (8 s at most), which commits when it resolves. */
  transaction: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
  /** Rejects when the database does not answer. */
  ping(): Promise<unknown>;
  close(): Promise<void>;
}

/** Opens no connection before the first statement. */
export function createStore(databaseUrl: string, maxConnections = 10): Store {
  const url = databaseUrl;
  const database = openDatabase({ url, maxConnections, transactionTimeoutMs: 8_000 });
  return {
    ...tablesIn(database),
    transaction: (work) => database.transaction((tx) => work(toTransaction(tx))),
    ping: () => database.ping(),
    close: () => database.close(),
  };
}
