/**
 * What several fetches of entities ask in one request, and the answer taken apart again, so that each
 * fetch finds what it would have been told alone.
 */
import type { GraphQLFormattedError } from 'graphql';
import type { SubgraphAnswer } from '../subgraph-answer.js';
import type { Asked, EntityFetch } from './entity-fetch.js';
import { clone, isObject } from './merge.js';

/** One fetch that has something to ask. */
export interface Share {
  fetch: EntityFetch;
  asked: Asked;
  /** Its representations. */
  texts: readonly string[];
  /** Which of the questions is its. */
  unit: number;
}

/** What fetches with the same operation ask together. */
export interface Question {
  unit: number;
  shares: Share[];
  /** The distinct representations of all of them. */
  texts: string[];
  /** By share: the index of each of its representations among `texts`. */
  positions: number[][];
}

export function toQuestions(shares: readonly Share[]): Question[] {
  const byUnit = new Map<number, Share[]>();
  for (const share of shares) {
    const known = byUnit.get(share.unit);
    if (known) known.push(share);
    else byUnit.set(share.unit, [share]);
  }
  return Array.from(byUnit, ([unit, own]) => ({ unit, shares: own, ...unite(own) }));
}

function unite(shares: readonly Share[]): Pick<Question, 'texts' | 'positions'> {
  const first = shares[0]!.texts;
  // What one fetch asks for is distinct, save what its rewrites make alike.
  if (shares.length === 1)
    return { texts: [...first], positions: [first.map((_, index) => index)] };
  const known = new Map<string, number>();
  const positions = shares.map(({ texts }) =>
    texts.map((text) => {
      const position = known.get(text) ?? known.size;
      known.set(text, position);
      return position;
    }),
  );
  return { texts: [...known.keys()], positions };
}

/** What each fetch would have been answered alone; undefined where that cannot be told. */
export function splitAnswer(
  answer: SubgraphAnswer,
  questions: readonly Question[],
  nameOf: (index: number) => string,
): Map<Share, SubgraphAnswer> | undefined {
  const { fault, data, errors = [], cacheControl } = answer;
  if (fault && !isAboutAnswer(fault.reason)) return forEach(questions, noAnswer(answer));
  if (fault || !isObject(data)) return undefined;
  const split = new Map<Share, SubgraphAnswer>();
  let told = 0;
  for (const [index, { shares, texts, positions }] of questions.entries()) {
    const name = nameOf(index);
    const received = data[name];
    if (!Array.isArray(received) || received.length !== texts.length) return undefined;
    const own = errors.filter(({ path }) => path?.[0] === name && typeof path[1] === 'number');
    told += own.length;
    const taken = new Set<number>();
    shares.forEach((share, at) => {
      const entities = pick(received, positions[at]!, taken);
      const mine = errorsOf(own, positions[at]!);
      split.set(share, {
        data: { _entities: entities },
        ...(mine.length > 0 && { errors: mine }),
        cacheControl,
      });
    });
  }
  return told === errors.length ? split : undefined;
}

/** Then each of them alone may be answered better. */
const isAboutAnswer = (reason: string): boolean =>
  reason === 'answer' || reason === 'size' || reason === 'status';

function noAnswer({ errors, fault }: SubgraphAnswer): SubgraphAnswer {
  return { errors: [{ ...errors![0]!, path: [] }], fault: fault! };
}

function forEach(questions: readonly Question[], answer: SubgraphAnswer) {
  const all = questions.flatMap(({ shares }) => shares);
  return new Map(all.map((share) => [share, answer]));
}

/** Nothing is given to two: each merges what it is given. */
function pick(
  received: readonly unknown[],
  positions: readonly number[],
  taken: Set<number>,
): unknown[] {
  return positions.map((position) => {
    if (taken.has(position)) return clone(received[position]);
    taken.add(position);
    return received[position];
  });
}

function errorsOf(
  errors: readonly GraphQLFormattedError[],
  positions: readonly number[],
): GraphQLFormattedError[] {
  return errors.flatMap((error) => {
    const [, slot, ...rest] = error.path!;
    const index = positions.indexOf(slot as number);
    return index < 0 ? [] : [{ ...error, path: ['_entities', index, ...rest] }];
  });
}
