/**
 * Every difference from the stock executor that is accepted, with the reason. Whatever is not listed here
 * fails the differential test.
 */
import type { ComparedError, Executed, SentFetch } from './executed.js';

export interface AcceptedDifference {
  name: string;
  reason: string;
  /** What is compared, brought to one form on both sides. */
  normalise: (executed: Executed) => Executed;
}

export const acceptedDifferences: readonly AcceptedDifference[] = [
  {
    name: 'path of an error beside an entity that was not asked for',
    reason:
      'Stock counts the entities that it asked for among all of the list and points at a wrong one. ' +
      'Ours is compared with a stock in which this is corrected (corrected-stock.ts).',
    normalise: (executed) => executed,
  },
  {
    name: 'a value of the wrong shape',
    reason:
      'Where a subgraph gives an object for a list, a list or a scalar for an object, or a `__typename` that ' +
      'is no text, stock answers nothing at all. Ours answers null and an error at that place, as for any ' +
      'value that cannot be completed. Stock is corrected likewise.',
    normalise: (executed) => executed,
  },
  {
    name: 'the type of an object within fragments on abstract types',
    reason:
      'In `{ e1 { ...F } } fragment F on Node { ... on E1 { field } }` stock forgets that `e1` is an E1 where ' +
      'no `__typename` was fetched, and loses the field. Stock is corrected likewise.',
    normalise: (executed) => executed,
  },
  {
    name: 'number of entities in a message',
    reason:
      'Where the number of entities is wrong, ours names the number of distinct ones asked for.',
    normalise: mapErrors((error) => ({
      ...error,
      message: error.message.replace(/(to contain) \d+ (elements)/, '$1 N $2'),
    })),
  },
  {
    name: 'words for data of the wrong shape',
    reason:
      'Where stock stumbles over an entity that is no object its message is that of the JavaScript engine.',
    normalise: mapErrors((error) =>
      wrongShape.some((words) => words.test(error.message))
        ? { ...error, message: 'shape' }
        : error,
    ),
  },
  {
    name: 'order of errors',
    reason:
      'An error at a representation that several entities share is listed for each of them at once. ' +
      'The specification gives errors no order.',
    normalise: (executed) => ({ ...executed, errors: executed.errors.toSorted(byText) }),
  },
  {
    name: 'one request for fetches that start together',
    reason:
      'Fetches of entities that start together from one subgraph are one request, where those with the ' +
      'same operation ask for each entity once. What is asked for altogether is the same. Where fetches ' +
      'write at one place, the quicker subgraph decides in stock too; ours must be what stock answers in ' +
      'some order of the answers (differential.ts).',
    normalise: (executed) => ({ ...executed, fetches: unite(executed.fetches) }),
  },
];

function unite(fetches: readonly SentFetch[]): SentFetch[] {
  const united = new Map<string, SentFetch>();
  for (const fetch of fetches) {
    const { service, query, variables, representations } = fetch;
    const key = JSON.stringify([service, query, variables, representations ? 0 : united.size]);
    const known = united.get(key)?.representations ?? [];
    united.set(key, {
      ...fetch,
      representations: representations && [...new Set([...known, ...representations])],
    });
  }
  return [...united.values()];
}

const wrongShape = [
  /Cannot create property '__typename' on/,
  /Expected an entity in the response to be an object/,
  /Cannot use 'in' operator/,
  /An object cannot be merged into the value of/,
];

function mapErrors(map: (error: ComparedError) => ComparedError) {
  return (executed: Executed): Executed => ({ ...executed, errors: executed.errors.map(map) });
}

const byText = (one: ComparedError, other: ComparedError): number =>
  JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
