/** How long the client's response may be kept: the strictest of all that it is made of. */
import { OperationTypeNode } from 'graphql';
import type { CacheHint } from './cache-hint.js';

export interface ResponsePolicy {
  maxAgeMs: number;
  isPrivate: boolean;
}

/** Of a request; absent until the first fetch has answered, and where nothing is cached at all. */
export interface PolicyHolder {
  /** Whether the response is for its caller alone, whatever the subgraphs say. */
  isGuarded?: boolean;
  responsePolicy?: ResponsePolicy;
}

/** Takes one more answer into account; undefined is one that may not be kept. */
export function restrictPolicy(
  holder: PolicyHolder,
  hint: Pick<CacheHint, 'maxAgeMs' | 'isPrivate'> | undefined,
): void {
  const policy = (holder.responsePolicy ??= {
    maxAgeMs: Infinity,
    isPrivate: holder.isGuarded === true,
  });
  policy.maxAgeMs = hint ? Math.min(policy.maxAgeMs, hint.maxAgeMs) : 0;
  if (hint?.isPrivate) policy.isPrivate = true;
}

interface Told {
  operation?: { operation: string } | undefined;
  overallCachePolicy: { restrict(hint: { maxAge: number; scope: 'PRIVATE' | 'PUBLIC' }): void };
}

/** Tells Apollo Server, which writes the header of a response without errors. Mutations have none. */
export function tellPolicy(
  { responsePolicy }: PolicyHolder,
  { operation, overallCachePolicy }: Told,
): void {
  if (!responsePolicy || operation?.operation !== OperationTypeNode.QUERY) return;
  const scope = responsePolicy.isPrivate ? 'PRIVATE' : 'PUBLIC';
  overallCachePolicy.restrict({ maxAge: secondsOf(responsePolicy), scope });
}

/** The header as Apollo Server writes it, of a response without errors. */
export function writePolicy({ responsePolicy }: PolicyHolder, operation: string): string {
  const mayKeep = responsePolicy && operation === (OperationTypeNode.QUERY as string);
  const seconds = mayKeep ? secondsOf(responsePolicy) : 0;
  if (seconds === 0) return 'no-store';
  return `max-age=${seconds}, ${responsePolicy!.isPrivate ? 'private' : 'public'}`;
}

const secondsOf = ({ maxAgeMs }: ResponsePolicy): number =>
  Math.max(0, Math.floor(maxAgeMs / 1_000));
