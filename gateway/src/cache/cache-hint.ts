/**
 * What a subgraph says of keeping its answer: the `cache-control` header, which Apollo Server makes of
 * @cacheControl and of hints that resolvers set, the strictest of the fields that were asked for.
 */

export interface CacheHint {
  maxAgeMs: number;
  /** How much longer it may be served while it is fetched anew; undefined where the subgraph is silent. */
  staleMs: number | undefined;
  isPrivate: boolean;
}

const directive = (name: string) =>
  new RegExp(`(?:^|[\\s,])${name}="?(\\d{1,9})"?(?=$|[\\s,])`, 'i');
const maxAge = directive('max-age');
const sharedMaxAge = directive('s-maxage');
const staleWhileRevalidate = directive('stale-while-revalidate');
const forbidden = /(?:^|[\s,])(?:no-store|no-cache)(?=$|[\s,=])/i;
const forOne = /(?:^|[\s,])private(?=$|[\s,=])/i;

/** Undefined where nothing may be kept. */
export function readCacheHint(header: string | undefined): CacheHint | undefined {
  if (header === undefined || forbidden.test(header)) return undefined;
  const isPrivate = forOne.test(header);
  const age = (isPrivate ? undefined : readMs(sharedMaxAge, header)) ?? readMs(maxAge, header);
  if (!age) return undefined;
  return { maxAgeMs: age, staleMs: readMs(staleWhileRevalidate, header), isPrivate };
}

function readMs(pattern: RegExp, header: string): number | undefined {
  const seconds = pattern.exec(header)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}
