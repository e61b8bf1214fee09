/** What two executions of one operation differ in, after the accepted differences. */
import { acceptedDifferences } from './accepted.js';
import type { Executed, SentFetch } from './executed.js';

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
  differ('errors', one.errors, other.errors);
  if (!one.isRejected) differences.push(...compareFetches(one, other));
  if (!one.isRejected) differences.push(...repeated(ours.fetches));
  return differences;
}

function compareFetches(stock: Executed, ours: Executed): string[] {
  const [expected, actual] = [distinct(stock.fetches), distinct(ours.fetches)];
  if (JSON.stringify(expected) === JSON.stringify(actual)) return [];
  const missing = expected.filter((fetch) => !actual.includes(fetch));
  const added = actual.filter((fetch) => !expected.includes(fetch));
  return [
    `fetches: ${expected.length} of stock, ${actual.length} of ours`,
    ...missing.map((fetch) => `  only stock ${fetch}`),
    ...added.map((fetch) => `  only ours  ${fetch}`),
  ];
}

/** Representations once each. */
function distinct(fetches: readonly SentFetch[]): string[] {
  return fetches
    .map(({ representations, isRepeating: _stockToo, ...fetch }) =>
      JSON.stringify({
        ...fetch,
        representations: representations && [...new Set(representations)].toSorted(),
      }),
    )
    .toSorted();
}

/** Ours asks for nothing twice, except where the answers are to be told apart by type. */
function repeated(fetches: readonly SentFetch[]): string[] {
  return fetches
    .filter(({ isRepeating, query }) => isRepeating && !query.includes('...on Media'))
    .map(({ query }) => `sent twice in ${query}`);
}
