/** What two executions of one operation differ in, after the accepted differences. */
import { acceptedDifferences } from './accepted.js';
import type { ComparedError, Executed, SentFetch } from './executed.js';

/** One line for each difference. */
export function compare(stock: Executed, ours: Executed): string[] {
  const [one, other] = [stock, ours].map((executed) =>
    acceptedDifferences.reduce((soFar, { normalise }) => normalise(soFar), executed),
  ) as [Executed, Executed];
  const differences: string[] = [];
  const differ = (what: string, expected: unknown, actual: unknown) => {
    if (JSON.stringify(expected) !== JSON.stringify(actual))
      differences.push(
        `${what}:\n  stock ${JSON.stringify(expected)}\n  ours  ${JSON.stringify(actual)}`,
      );
  };
  differ('rejected', one.isRejected, other.isRejected);
  differ('data', one.data, other.data);
  differ('completion', one.completion, other.completion);
  differ('errors', one.errors.map(withoutPath), other.errors.map(withoutPath));
  differences.push(...comparePaths(one, other));
  if (!one.isRejected) differ('fetches', distinct(one.fetches), distinct(other.fetches));
  if (!one.isRejected) differences.push(...repeated(other.fetches));
  return differences;
}

const withoutPath = ({ message, extensions }: ComparedError) => ({ message, extensions });

/** Stock counts entities wrongly where one of them was not asked for: then ours must point at a null. */
function comparePaths(stock: Executed, ours: Executed): string[] {
  const known = new Set(stock.errors.map((error) => JSON.stringify(error)));
  const other = ours.errors.filter((error) => !known.has(JSON.stringify(error)));
  const data: unknown = ours.data && JSON.parse(ours.data);
  return other
    .filter(({ path }) => !path || !endsAtNull(data, path))
    .map((error) => `path of an error: ours ${JSON.stringify(error)}`);
}

function endsAtNull(data: unknown, path: readonly (string | number)[]): boolean {
  let value = data;
  for (const element of path) {
    if (typeof value !== 'object' || value === null) return value === null;
    value = (value as Record<string, unknown>)[element];
  }
  return value === null || value === undefined;
}

/** Representations once each. */
function distinct(fetches: readonly SentFetch[]): string[] {
  return fetches
    .map(({ representations, ...fetch }) =>
      JSON.stringify({
        ...fetch,
        representations: representations && [...new Set(representations)],
      }),
    )
    .toSorted();
}

/** Ours asks for nothing twice, except where the answers are to be told apart by type. */
function repeated(fetches: readonly SentFetch[]): string[] {
  return fetches
    .filter(({ representations: all, query }) => {
      const isRewritten = query.includes('... on Media');
      return all && !isRewritten && new Set(all).size < all.length;
    })
    .map(({ query }) => `sent twice in ${query}`);
}
