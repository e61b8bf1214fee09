/** The sessions of browsers: tokens under an id that means nothing. Tokens leave this process for the gateway only. */
import { createSessionId, seal, storeKey, unseal } from './seal.js';
import type { SessionStore } from './session-store.js';

/** What signing in or refreshing gives. `expiresAt` is the access token's end, ISO 8601. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
  expiresAt: string;
}

export interface Sessions {
  /** Null for an id that is unknown, over, or not ours. Rejects when the store is away, as do the others. */
  read(id: string): Promise<Tokens | null>;
  /** Answers the id of the new session. */
  start(tokens: Tokens): Promise<string>;
  end(id: string): Promise<void>;
  /**
   * Does `work` for one caller of all processes at a time, and keeps what it answers. Who comes while
   * another is at it, or with tokens that were replaced, gets what that one got; null when the session ended.
   * @param used the tokens that are to be replaced
   */
  replace(id: string, used: Tokens, work: () => Promise<Replacement>): Promise<Replacement>;
}

export type Replacement =
  | { kind: 'refreshed'; tokens: Tokens }
  /** The session is over. */
  | { kind: 'refused' }
  /** Nobody could tell; the session may be as good as ever. */
  | { kind: 'unreachable' };

export const sessionLifetimeMs = 30 * 24 * 3_600_000;
const leaseMs = 15_000;
const pollMs = 40;

interface Opened {
  sealed: Buffer;
  tokens: Tokens | null;
}

/** Opened sessions that are remembered; then it begins anew. */
const openedMax = 5_000;

/** Opens what the store holds: the same bytes once only. Whether they are still there the store is asked each time. */
function createOpener(secret: Buffer): (key: string, sealed: Buffer) => Tokens | null {
  const opened = new Map<string, Opened>();
  return (key, sealed) => {
    const known = opened.get(key);
    if (known?.sealed.equals(sealed)) return known.tokens;
    if (opened.size >= openedMax) opened.clear();
    const tokens = unseal(secret, key, sealed) as Tokens | null;
    opened.set(key, { sealed, tokens });
    return tokens;
  };
}

/** @param secret 32 bytes: seals what the store holds */
export function createSessions(store: SessionStore, secret: Buffer): Sessions {
  const open = createOpener(secret);
  const write = (key: string, tokens: Tokens) =>
    store.write(key, seal(secret, key, tokens), sessionLifetimeMs);
  const read = async (key: string | null): Promise<Tokens | null> => {
    const sealed = key && (await store.read(key));
    return key && sealed ? open(key, sealed) : null;
  };
  const keep = async (key: string, outcome: Replacement): Promise<Replacement> => {
    if (outcome.kind === 'refreshed') await write(key, outcome.tokens);
    else if (outcome.kind === 'refused') await store.remove(key);
    else await store.giveUpLease(key);
    return outcome;
  };

  return {
    read: (id) => read(storeKey(id)),
    async start(tokens) {
      const id = createSessionId();
      await write(storeKey(id)!, tokens);
      return id;
    },
    async end(id) {
      const key = storeKey(id);
      if (key) await store.remove(key);
    },
    async replace(id, used, work) {
      const key = storeKey(id);
      for (const until = Date.now() + leaseMs; Date.now() < until;) {
        const tokens = await read(key);
        if (!key || !tokens) return { kind: 'refused' };
        if (tokens.refreshToken !== used.refreshToken) return { kind: 'refreshed', tokens };
        if (await store.lease(key, leaseMs)) return replaceLeased(key, used);
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
      return { kind: 'unreachable' };

      /** Looks again: between reading and leasing another may have been through with it. */
      async function replaceLeased(key: string, used: Tokens): Promise<Replacement> {
        const tokens = await read(key);
        if (tokens?.refreshToken === used.refreshToken) return keep(key, await work());
        await store.giveUpLease(key);
        return tokens ? { kind: 'refreshed', tokens } : { kind: 'refused' };
      }
    },
  };
}
