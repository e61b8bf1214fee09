/**
 * Fetches of entities that start together from one subgraph, as one request. Those that ask the same ask
 * once, in their own words; different ones stand side by side under aliases. An answer that cannot be taken
 * apart is not guessed at: each then asks for itself, as it would have done alone. So does each where
 * answers are kept.
 */
import type { SubgraphAnswer } from '../subgraph-answer.js';
import { askFor, type EntityFetch } from './entity-fetch.js';
import type { CompiledFetch } from './fetch.js';
import { compileVariables, type Variables } from './fetch-body.js';
import type { FetchTools } from './fetch-tools.js';
import { aliasOf, anonymousText, joinOperations, representationsOf } from './joined-operation.js';
import { type Question, type Share, splitAnswer, toQuestions } from './joined-question.js';
import type { Run, Step } from './run.js';
import { inParallel } from './step-order.js';
import type { Subgraph } from './subgraph.js';

/** Now and then each asks alone, so that it is seen what may be kept of each. */
const aloneEvery = 64;
/** Different sets of questions; the fetches of others ask alone. */
const maxSets = 32;

/** @param fetches of entities from the same subgraph */
export function joinFetches(fetches: readonly CompiledFetch[], { subgraphs }: FetchTools): Step {
  const apart = inParallel(fetches.map(({ step }) => step));
  const guards = fetches.flatMap(({ isCached }) => isCached ?? []);
  const parts = toParts(fetches.map(({ entities }) => entities!));
  const writers = new Writers(parts, subgraphs[parts[0]!.fetch.node.serviceName]!);
  let turn = 0;
  return (run) => {
    const isApart = guards.length > 0 && (turn++ % aloneEvery === 0 || guards.some((is) => is()));
    if (isApart) return apart(run);
    const shares = prepare(parts, run);
    if (shares.length === 0) return undefined;
    const questions = shares.length > 1 ? toQuestions(shares) : [];
    const writer = writers.find(questions);
    return writer ? ask(run, writer, { shares, questions }) : askApart(run, shares);
  };
}

type Part = Pick<Share, 'fetch' | 'unit'>;

/** Those whose data is rewritten stay apart: there the same text may mean entities of different types. */
function toParts(fetches: readonly EntityFetch[]): Part[] {
  const units = new Map<string, number>();
  return fetches.map((fetch, index) => {
    const { inputRewrites, outputRewrites } = fetch.node;
    const key = inputRewrites || outputRewrites ? String(index) : anonymousText(fetch.node);
    const unit = units.get(key) ?? units.size;
    units.set(key, unit);
    return { fetch, unit };
  });
}

function prepare(parts: readonly Part[], run: Run): Share[] {
  const shares: Share[] = [];
  for (const { fetch, unit } of parts) {
    const texts: string[] = [];
    const asked = fetch.prepare(run, texts);
    if (asked) shares.push({ fetch, unit, asked, texts });
  }
  return shares;
}

const askApart = (run: Run, shares: readonly Share[]): Promise<unknown> =>
  Promise.all(shares.map(({ fetch, asked }) => askFor(fetch, run, asked)));

/** How a set of questions is asked. */
interface Writer {
  send(run: Run, questions: readonly Question[]): Promise<SubgraphAnswer>;
  /** The name of the answer to a question. */
  nameOf: (index: number) => string;
  /** It is the joining that the subgraph does not bear. */
  refuse: () => void;
}

async function ask(
  run: Run,
  writer: Writer,
  { shares, questions }: { shares: readonly Share[]; questions: readonly Question[] },
): Promise<void> {
  // Where it is a mistake of ours, each learns below what is wrong.
  const answer = await writer.send(run, questions).catch(() => undefined);
  const answers = answer && splitAnswer(answer, questions, writer.nameOf);
  if (answers) {
    for (const share of shares) share.fetch.take(run, share.asked, answers.get(share)!);
    return;
  }
  const errorsBefore = run.errors.length;
  await askApart(run, shares);
  if (answer && isRefusal(answer) && run.errors.length === errorsBefore) writer.refuse();
}

/** It did not begin to answer, or would have had too much to say. */
const isRefusal = ({ data, fault }: SubgraphAnswer): boolean =>
  fault ? fault.reason === 'size' : data === undefined;

class Writers {
  readonly #sets = new Map<string, Writer | undefined>();
  readonly #nodes: EntityFetch['node'][] = [];
  #isRefused = false;

  constructor(
    parts: readonly Part[],
    readonly subgraph: Subgraph,
  ) {
    for (const { fetch, unit } of parts) this.#nodes[unit] ??= fetch.node;
  }

  /** Undefined where each fetch is to ask alone. */
  find(questions: readonly Question[]): Writer | undefined {
    if (questions.length === 0) return undefined;
    if (questions.length === 1) return inOwnWords;
    if (this.#isRefused) return undefined;
    const key = questions.map(({ unit }) => unit).join();
    if (!this.#sets.has(key) && this.#sets.size < maxSets)
      this.#sets.set(key, this.#create(questions));
    return this.#sets.get(key);
  }

  #create(questions: readonly Question[]): Writer | undefined {
    const joined = joinOperations(questions.map(({ unit }) => this.#nodes[unit]!));
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
const inOwnWords: Writer = {
  nameOf: () => '_entities',
  refuse: () => {},
  send: (run, [question]) => {
    const { texts, shares } = question!;
    return shares[0]!.fetch.send(run, { text: texts.join(','), count: texts.length });
  },
};
