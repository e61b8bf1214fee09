/** Where browsers' sessions are kept: what a store must do. It sees neither cookies nor tokens in the clear. */

export interface SessionStore {
  /** What was written under the key; null when there is none, or its time is over. */
  read(key: string): Promise<Buffer | null>;
  /** Writes it, new or over what was there, and gives up the lease. */
  write(key: string, sealed: Buffer, lifetimeMs: number): Promise<void>;
  remove(key: string): Promise<void>;
  /** True for one caller, of any process, until it writes, gives up, or the time is over. */
  lease(key: string, leaseMs: number): Promise<boolean>;
  giveUpLease(key: string): Promise<void>;
  /** Rejects when the store does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
