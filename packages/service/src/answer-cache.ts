/**
 * Answers that are given again for a moment: who asks the same twice gets the same bytes, unless they changed
 * something in between. Nobody has to say what changed elsewhere, since nothing is kept for longer than what
 * others changed may stay unseen.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { Counter } from './metrics.js';

export interface AnswerCacheOptions {
  /** How long an answer is given again, counted from when it began to be made; 0: there is no cache. */
  keptMs: number;
  /** Who asks: whatever in the headers decides about the answer; empty for who has nothing of their own. */
  callerOf: (request: FastifyRequest) => string;
  /** For browsers: tells other instances of a change by a cookie, over HTTPS only or not. */
  cookie?: { secure: boolean };
  /** Of texts, in characters. */
  maxLength?: number;
  /** Milliseconds, of any beginning. */
  now?: () => number;
}

/** An answer with status 200 and the header that came with it. */
export interface KeptAnswer {
  body: string;
  cacheControl: string;
}

export interface AnswerPlace {
  /** What was answered a moment ago. */
  kept: KeptAnswer | undefined;
  /** Keeps what was made meanwhile: to no avail, when the caller changed something since. */
  keep(answer: KeptAnswer): void;
}

export interface AnswerCache {
  /** Undefined where answers are neither taken from here nor kept. */
  place(request: FastifyRequest, question: string): AnswerPlace | undefined;
  /**
   * To be called before the caller hears of a change: what they asked before is forgotten. Only by this
   * instance; at others they ask with the cookie, or with `cache-control: no-cache`.
   */
  forget(request: FastifyRequest, reply?: FastifyReply): void;
}

const lookups = new Counter({
  name: 'answer_cache_lookups_total',
  help: 'Queries that could be answered from memory, by outcome.',
  labelNames: ['outcome'],
});

/** Says that this browser changed something a moment ago, to instances that did not see it. */
const changedCookie = 'tributary-changed';
const callersMax = 20_000;

export function createAnswerCache({
  keptMs,
  callerOf,
  cookie,
  maxLength = 32_000_000,
  now = () => performance.now(),
}: AnswerCacheOptions): AnswerCache | undefined {
  if (keptMs === 0) return undefined;
  const perf = { now };
  const answers = new LRUCache<string, KeptAnswer & { epoch: object }>({
    maxSize: maxLength,
    sizeCalculation: ({ body }, key) => body.length + key.length,
    ttl: keptMs,
    ttlResolution: 0,
    perf,
  });
  // What lies between two changes of one caller. To lose one is to forget more than needed.
  const epochs = new LRUCache<string, object>({ max: callersMax });
  const epochOf = (caller: string): object => {
    const known = epochs.get(caller);
    if (known) return known;
    const begun = {};
    epochs.set(caller, begun);
    return begun;
  };
  // Longer than any answer is kept, whatever the clocks say.
  const seconds = Math.ceil(keptMs / 1_000) + 1;
  const attributes = `Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Lax${cookie?.secure ? '; Secure' : ''}`;

  return {
    place(request, question) {
      if (wantsAnew(request)) return undefined;
      const caller = callerOf(request);
      const key = `${caller}\n${question}`;
      const epoch = epochOf(caller);
      const start = now();
      const found = answers.get(key);
      const kept = found?.epoch === epoch ? found : undefined;
      lookups.inc({ outcome: kept ? 'hit' : 'miss' });
      return {
        kept,
        // Of an epoch that is over by now it is never given.
        keep: (answer) => void answers.set(key, { ...answer, epoch }, { start }),
      };
    },
    forget(request, reply) {
      const caller = callerOf(request);
      if (caller === '') return;
      epochs.delete(caller);
      if (cookie) void reply?.header('set-cookie', `${changedCookie}=1; ${attributes}`);
    },
  };
}

/** Whether the client says so, or the cookie does. */
const wantsAnew = ({ headers }: FastifyRequest): boolean =>
  Boolean(headers['cache-control']?.includes('no-cache')) ||
  Boolean(headers.cookie?.includes(changedCookie));
