/**
 * Fetches of entities that start together from one subgraph, as one request. Those that ask the same ask
 * once, in their own words; different ones stand side by side under aliases. An answer that cannot be taken
 * apart is not guessed at: each then asks for itself, as it would have done alone. So does each where
 * answers are kept.
 */
import type { SubgraphAnswer } from '../subgraph-answer.js';
import { askFor, type EntityFetch } from './entity-fetch.js';
import type { CompiledFetch } from './fetch.js';
import type { FetchTools } from './fetch-tools.js';
import { anonymousText } from './joined-operation.js';
import { type Question, type Share, splitAnswer, toQuestions } from './joined-question.js';
import { type JoinedRequest, JoinedRequests } from './joined-request.js';
import type { Run, Step } from './run.js';
import { inParallel } from './step-order.js';

/** Now and then each asks alone, so that it is seen what may be kept of each. */
const aloneEvery = 64;

/** @param fetches of entities from the same subgraph */
export function joinFetches(fetches: readonly CompiledFetch[], { subgraphs }: FetchTools): Step {
  const apart = inParallel(fetches.map(({ step }) => step));
  const guards = fetches.flatMap(({ isCached }) => isCached ?? []);
  const parts = toParts(fetches.map(({ entities }) => entities!));
  const nodes: EntityFetch['node'][] = [];
  for (const { fetch, unit } of parts) nodes[unit] ??= fetch.node;
  const requests = new JoinedRequests(nodes, subgraphs[nodes[0]!.serviceName]!);
  let turn = 0;
  return (run) => {
    const isApart = guards.length > 0 && (turn++ % aloneEvery === 0 || guards.some((is) => is()));
    if (isApart) return apart(run);
    const shares = prepare(parts, run);
    if (shares.length === 0) return undefined;
    const questions = shares.length > 1 ? toQuestions(shares) : [];
    const request = requests.find(questions);
    return request ? ask(run, request, { shares, questions }) : askApart(run, shares);
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

async function ask(
  run: Run,
  request: JoinedRequest,
  { shares, questions }: { shares: readonly Share[]; questions: readonly Question[] },
): Promise<void> {
  // Where it is a mistake of ours, each learns below what is wrong.
  const answer = await request.send(run, questions).catch(() => undefined);
  const answers = answer && splitAnswer(answer, questions, request.nameOf);
  if (answers) {
    for (const share of shares) share.fetch.take(run, share.asked, answers.get(share)!);
    return;
  }
  const errorsBefore = run.errors.length;
  await askApart(run, shares);
  if (answer && isRefusal(answer) && run.errors.length === errorsBefore) request.refuse();
}

/** It did not begin to answer, or would have had too much to say. */
const isRefusal = ({ data, fault }: SubgraphAnswer): boolean =>
  fault ? fault.reason === 'size' : data === undefined;
