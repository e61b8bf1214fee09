/**
 * How the gateway treats each subgraph: one typed configuration, by subgraph, over defaults. Read from
 * JSON such as `{"*": {"timeoutMs": 5000}, "orders": {"retry": false}}`; docs/resilience.md explains it.
 */
import { z } from 'zod';

export interface SubgraphPolicy {
  /** Addresses of its instances, in place of the one in the supergraph. */
  urls?: readonly string[] | undefined;
  /** Longest wait for an answer, over all attempts; the client's deadline may shorten it. */
  timeoutMs: number;
  /** Longest wait for one attempt; a query whose attempt takes longer is sent again. */
  attemptTimeoutMs: number;
  /** Requests at once, over all instances, and the connections to each. */
  maxInFlight: number;
  /** Requests that wait for their turn; more are refused. */
  maxQueued: number;
  /** The largest answer, in bytes. All that are being read may together be twice as large. */
  maxResponseBytes: number;
  /** Whether equal queries of one caller that are under way share one answer. */
  deduplicate: boolean;
  /** False: never. */
  retry: RetryPolicy | false;
  /** False: an instance is asked however often it fails. */
  breaker: BreakerPolicy | false;
}

export interface RetryPolicy {
  /** How often a query is sent again, at most. */
  max: number;
  /** Share of all calls that may be sent again, in percent, beyond the first ten. */
  budgetPercent: number;
  /** The longest pause before the first retry; it doubles with each, and half of it is left to chance. */
  backoffMs: number;
}

export interface BreakerPolicy {
  /** Share of failing calls at which an instance is left alone, in percent. */
  failurePercent: number;
  /** Calls within the window below which nothing is decided; as many failures in a row are enough. */
  minCalls: number;
  windowMs: number;
  /** How long an instance is left alone before one call tries it; doubles while it keeps failing. */
  openMs: number;
  maxOpenMs: number;
  /** How long an instance that came back gets less than its share of the calls. */
  returnMs: number;
}

const defaults = {
  timeoutMs: 10_000,
  maxInFlight: 64,
  maxQueued: 2_000,
  maxResponseBytes: 8 * 1_048_576,
  deduplicate: true,
  retry: { max: 2, budgetPercent: 20, backoffMs: 50 },
  breaker: {
    failurePercent: 50,
    minCalls: 20,
    windowMs: 10_000,
    openMs: 1_000,
    maxOpenMs: 30_000,
    returnMs: 10_000,
  },
} satisfies Partial<SubgraphPolicy>;

const whole = (min: number, max: number) => z.number().int().min(min).max(max);

const retry = z.strictObject({
  max: whole(0, 5),
  budgetPercent: whole(0, 100),
  backoffMs: whole(1, 10_000),
});

const breaker = z.strictObject({
  failurePercent: whole(1, 100),
  minCalls: whole(1, 100_000),
  windowMs: whole(100, 600_000),
  openMs: whole(10, 600_000),
  maxOpenMs: whole(10, 600_000),
  returnMs: whole(0, 600_000),
});

const policy = z.strictObject({
  urls: z.array(z.url({ protocol: /^https?$/ })).min(1),
  timeoutMs: whole(1, 300_000),
  attemptTimeoutMs: whole(1, 300_000),
  maxInFlight: whole(1, 10_000),
  maxQueued: whole(0, 100_000),
  maxResponseBytes: whole(1_024, 1_073_741_824),
  deduplicate: z.boolean(),
  retry: z.union([z.literal(false), retry.partial()]),
  breaker: z.union([z.literal(false), breaker.partial()]),
});

const overrides = policy.partial();
const urlsOfAll = z.undefined('the addresses of instances differ by subgraph');
const policies = z
  .object({ '*': overrides.extend({ urls: urlsOfAll.optional() }).optional() })
  .catchall(overrides);

/** By subgraph; `*` is for all of them. */
export type SubgraphPolicies = Readonly<Record<string, PolicyOverrides>>;
export type PolicyOverrides = z.infer<typeof overrides>;

/** For the configuration: every fault is an issue of its own. */
export function readPolicies(text: string, context: z.RefinementCtx): SubgraphPolicies {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a JSON object of policies by subgraph' });
    return z.NEVER;
  }
  const read = policies.safeParse(json);
  if (read.success) return read.data;
  for (const message of read.error.issues.flatMap((issue) => explain(issue)))
    context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

/** What a union refuses is told by the branch that is an object: the other one is only `false`. */
function explain(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): string[] {
  const path = [...above, ...issue.path];
  const inner = issue.code === 'invalid_union' ? (issue.errors[1] ?? []) : [];
  if (inner.length > 0) return inner.flatMap((each) => explain(each, path));
  return [`at ${path.map(String).join('.') || 'the top'}: ${issue.message}`];
}

/** @param timeoutMs for a subgraph without one of its own */
export function policyOf(
  name: string,
  given: SubgraphPolicies,
  timeoutMs: number = defaults.timeoutMs,
): SubgraphPolicy {
  const all = given['*'] ?? {};
  const own = Object.hasOwn(given, name) && name !== '*' ? given[name]! : {};
  const merged = { ...defaults, timeoutMs, ...all, ...own };
  return {
    ...merged,
    attemptTimeoutMs: Math.min(merged.attemptTimeoutMs ?? merged.timeoutMs, merged.timeoutMs),
    retry: combine(defaults.retry, [all.retry, own.retry]),
    breaker: combine(defaults.breaker, [all.breaker, own.breaker]),
  };
}

/** `false` switches off; what stands above it may switch on again, over the same defaults. */
function combine<T extends object>(
  base: T,
  given: readonly (false | { [K in keyof T]?: T[K] | undefined } | undefined)[],
): T | false {
  const last = given.findLast((part) => part !== undefined);
  return last === false ? false : Object.assign({}, base, ...given.filter(Boolean));
}
