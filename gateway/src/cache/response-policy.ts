/** How long the client's response may be kept: the strictest of all that it is made of. */
import type { CacheHint } from './cache-hint.js';

export interface ResponsePolicy {
  maxAgeMs: number;
  isPrivate: boolean;
}

/** Of a request; absent until the first fetch has answered, and where nothing is cached at all. */
export interface PolicyHolder {
  responsePolicy?: ResponsePolicy;
}

/** Takes one more answer into account; undefined is one that may not be kept. */
export function restrictPolicy(
  holder: PolicyHolder,
  hint: Pick<CacheHint, 'maxAgeMs' | 'isPrivate'> | undefined,
): void {
  const policy = (holder.responsePolicy ??= { maxAgeMs: Infinity, isPrivate: false });
  policy.maxAgeMs = hint ? Math.min(policy.maxAgeMs, hint.maxAgeMs) : 0;
  if (hint?.isPrivate) policy.isPrivate = true;
}

interface CachePolicy {
  restrict(hint: { maxAge: number; scope: 'PRIVATE' | 'PUBLIC' }): void;
}

/** Tells Apollo Server, which writes the header of a response without errors. */
export function tellPolicy({ responsePolicy }: PolicyHolder, overall: CachePolicy): void {
  if (!responsePolicy) return;
  const maxAge = Math.max(0, Math.floor(responsePolicy.maxAgeMs / 1_000));
  overall.restrict({ maxAge, scope: responsePolicy.isPrivate ? 'PRIVATE' : 'PUBLIC' });
}
