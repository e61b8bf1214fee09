/** The requests in which the questions of joined fetches are asked: one for each set of questions, made once. */
import type { SubgraphAnswer } from '../subgraph-answer.js';
import type { EntityFetch } from './entity-fetch.js';
import { compileVariables, type Variables } from './fetch-body.js';
import { aliasOf, joinOperations, representationsOf } from './joined-operation.js';
import type { Question } from './joined-question.js';
import type { Run } from './run.js';
import type { Subgraph } from './subgraph.js';

/** Different sets of questions; the fetches of others ask alone. */
const maxSets = 32;

/** How a set of questions is asked. */
export interface JoinedRequest {
  send(run: Run, questions: readonly Question[]): Promise<SubgraphAnswer>;
  /** The name of the answer to a question. */
  nameOf: (index: number) => string;
  /** It is the joining that the subgraph does not bear. */
  refuse: () => void;
}

export class JoinedRequests {
  readonly #sets = new Map<string, JoinedRequest | undefined>();
  #isRefused = false;

  /** @param nodes by unit */
  constructor(
    readonly nodes: readonly EntityFetch['node'][],
    readonly subgraph: Subgraph,
  ) {}

  /** Undefined where each fetch is to ask alone. */
  find(questions: readonly Question[]): JoinedRequest | undefined {
    if (questions.length === 0) return undefined;
    if (questions.length === 1) return inOwnWords;
    if (this.#isRefused) return undefined;
    const key = questions.map(({ unit }) => unit).join();
    if (!this.#sets.has(key) && this.#sets.size < maxSets)
      this.#sets.set(key, this.#create(questions));
    return this.#sets.get(key);
  }

  #create(questions: readonly Question[]): JoinedRequest | undefined {
    const joined = joinOperations(questions.map(({ unit }) => this.nodes[unit]!));
    if (!joined) return undefined;
    const { query, operationName } = joined;
    const writeVariables = compileVariables(joined.variables);
    const start = JSON.stringify({ query, operationName, variables: 0 }).slice(0, -2);
    const writeBody = (variables: Variables, asked: readonly Question[]): string => {
      const lists = asked.map(
        ({ texts }, index) => `"${representationsOf(index)}":[${texts.join(',')}]`,
      );
      const own = writeVariables(variables);
      return `${start}{${own}${own && ','}${lists.join(',')}}}`;
    };
    return {
      nameOf: aliasOf,
      refuse: () => (this.#isRefused = true),
      send: ({ variables, context }, asked) => {
        const counts = asked.map(({ texts }, index) => [aliasOf(index), texts.length] as const);
        const representations = Object.fromEntries(counts);
        const body = writeBody(variables, asked);
        return this.subgraph.send({ body, query, context, isMutation: false, representations });
      },
    };
  }
}

/** One question is asked as any fetch of it would ask. */
const inOwnWords: JoinedRequest = {
  nameOf: () => '_entities',
  refuse: () => {},
  send: (run, [question]) => {
    const { texts, shares } = question!;
    return shares[0]!.fetch.send(run, { text: texts.join(','), count: texts.length });
  },
};
