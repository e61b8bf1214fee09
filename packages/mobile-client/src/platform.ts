/**
 * What the client needs of the platform, and the app hands in: the core names no global of a browser, of
 * Node or of React Native.
 */

/** `fetch`, as far as it is used. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;

export interface FetchInit {
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
  signal?: unknown;
}

export interface FetchAnswer {
  status: number;
  headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** Texts by key, such as AsyncStorage or IndexedDB. Tokens are in it: it should be the app's own. */
export interface Storage {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
  remove(key: string): Promise<void>;
}

export interface Platform {
  fetch: Fetch;
  storage: Storage;
  /** A new random id: UUID or the like. */
  createId(): string;
  /** Aborts a request after so long, such as `AbortSignal.timeout`; without it a request has all the time. */
  timeoutSignal?(timeoutMs: number): unknown;
}
