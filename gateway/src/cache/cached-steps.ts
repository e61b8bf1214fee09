/** Fetches of a plan whose answers are kept. As long as a subgraph lets none be kept, the plain step runs. */
import type { FetchNode } from '@apollo/query-planner';
import { compileEntityPath } from '../execution/entity-path.js';
import { compileBody, compileVariables } from '../execution/fetch-body.js';
import { addErrors } from '../execution/fetch-errors.js';
import type { FetchPlace, FetchTools } from '../execution/fetch-tools.js';
import { createGather } from '../execution/gather.js';
import { type JsonObject, merge } from '../execution/merge.js';
import { createMergeEntities, readEntities } from '../execution/merge-entities.js';
import type { Run, Step } from '../execution/run.js';
import type { CachedFetch } from './cached-fetch.js';
import type { CacheReader } from './cache-reader.js';
import type { Question } from './question.js';

interface CachedStep {
  place: FetchPlace;
  tools: FetchTools;
  fetch: CachedFetch;
  reader: CacheReader;
}

export function compileCachedStep(step: CachedStep): Step {
  return step.place.node.requires ? compileEntities(step) : compileRoot(step);
}

function compileRoot({ place: { node }, tools, fetch, reader }: CachedStep): Step {
  const { serviceName: service, operation: query, outputRewrites } = node;
  const subgraph = tools.subgraphs[service]!;
  const writeBody = compileBody(node);
  const writeItem = compileItem(node, fetch);
  return (run) => {
    const body = writeBody(run.variables);
    const question: Question = {
      fetch,
      run,
      items: [writeItem(run)],
      representations: [undefined],
      ask: (_items, context) =>
        subgraph.send({ body, query, context, isMutation: false, isAlone: true }),
      read: (data) => [data],
      tellErrors: (_items, errors) => addErrors(run, { service, path: [] }, errors),
      values: [],
    };
    return finish(run, reader.answer(question), () => {
      const data = question.values[0] as JsonObject | undefined;
      if (!data) return;
      if (outputRewrites) tools.rewrite(outputRewrites, data);
      merge(run.data, data);
    });
  };
}

function compileEntities({ place, tools, fetch, reader }: CachedStep): Step {
  const { node, path } = place;
  const { serviceName: service, operation: query } = node;
  const subgraph = tools.subgraphs[service]!;
  const collect = compileEntityPath(path);
  const gather = createGather(node, tools);
  const writeBody = compileBody(node);
  const writeItem = compileItem(node, fetch);
  const mergeEntities = createMergeEntities(place, tools);
  return (run) => {
    const entities: JsonObject[] = [];
    collect(run.data, entities);
    const texts: string[] = [];
    const { slots, count } = gather(entities, texts);
    if (count === 0) return undefined;
    const start = writeItem(run);
    const question: Question = {
      fetch,
      run,
      items: texts.map((text) => start + text),
      representations: texts,
      ask: (items, context) => {
        const representations = items.map((item) => texts[item]).join(',');
        const body = writeBody(run.variables, representations);
        return subgraph.send({
          body,
          query,
          context,
          isMutation: false,
          isAlone: true,
          representations: items.length,
        });
      },
      read: readEntities,
      tellErrors: (items, errors) =>
        addErrors(run, { service, path, slots: slotsAmong(items, slots) }, errors),
      values: [],
    };
    return finish(run, reader.answer(question), () =>
      mergeEntities({ entities, slots, count }, question.values),
    );
  };
}

/** Which of the items that were asked for is an entity's; -1 where none is. */
function slotsAmong(items: readonly number[], slots: readonly number[]): number[] {
  const positions = new Map(items.map((item, position) => [item, position]));
  return slots.map((slot) => positions.get(slot) ?? -1);
}

/** What items of one fetch have in common: the operation and the variables that it uses. */
function compileItem(node: FetchNode, { id }: CachedFetch): (run: Run) => string {
  const writeVariables = compileVariables(node.variableUsages ?? []);
  return (run) => `${id}\n${writeVariables(run.variables)}\n`;
}

function finish(run: Run, answering: Promise<void> | undefined, take: () => void) {
  const settle = (): undefined => {
    try {
      take();
    } catch (error) {
      run.errors.push(error);
    }
  };
  return answering ? answering.then(settle) : settle();
}
