/**
 * One fetch of the plan as a function: collect the entities, write their representations, each distinct
 * one once, ask the subgraph, merge its answer into every owner.
 */
import type { FetchNode } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import type { SubgraphAnswer } from '../subgraph-answer.js';
import { compileEntityPath } from './entity-path.js';
import { compileBody } from './fetch-body.js';
import { addErrors } from './fetch-errors.js';
import type { FetchPlace, FetchTools } from './fetch-tools.js';
import { type JsonObject, merge } from './merge.js';
import { createMergeEntities, readEntities } from './merge-entities.js';
import { createGather } from './gather.js';
import type { Run, Step } from './run.js';
import { Unsupported } from './unsupported.js';

export function compileFetch(place: FetchPlace, tools: FetchTools): Step {
  const { node, path } = place;
  if (node.contextRewrites?.length) throw new Unsupported('a fetch with contextual arguments');
  if (node.operationKind === OperationTypeNode.SUBSCRIPTION)
    throw new Unsupported('a subscription');
  if (!Object.hasOwn(tools.subgraphs, node.serviceName))
    throw new Unsupported(`a subgraph "${node.serviceName}" that is not there`);
  if (!node.requires && path.length > 0) throw new Unsupported('root fields below the root');
  const compilePlain = (using: FetchTools) =>
    node.requires ? compileEntityFetch(place, using) : compileRootFetch(node, using);
  return tools.cache?.compile(place, tools, compilePlain) ?? compilePlain(tools);
}

function compileRootFetch(node: FetchNode, { subgraphs, rewrite, onAnswer }: FetchTools): Step {
  const { serviceName: service, operation: query, outputRewrites } = node;
  const subgraph = subgraphs[service]!;
  const writeBody = compileBody(node);
  const isMutation = node.operationKind === OperationTypeNode.MUTATION;
  return (run) => {
    const take = (answer: SubgraphAnswer) => {
      const { errors, data } = answer;
      if (onAnswer) onAnswer(run, answer);
      if (errors) addErrors(run, { service, path: [] }, errors);
      if (!data) return;
      if (outputRewrites) rewrite(outputRewrites, data);
      merge(run.data, data);
    };
    const body = writeBody(run.variables);
    return settle(run, subgraph.send({ body, query, context: run.context, isMutation }), take);
  };
}

/** Whatever goes wrong in one fetch is an error of the response; the others go on. */
function settle(
  run: Run,
  answer: Promise<SubgraphAnswer>,
  take: (answer: SubgraphAnswer) => void,
): Promise<void> {
  return answer.then(take).catch((error: unknown) => {
    run.errors.push(error);
  });
}

function compileEntityFetch(place: FetchPlace, tools: FetchTools): Step {
  const { node, path } = place;
  const { serviceName: service, operation: query } = node;
  const { onAnswer } = tools;
  const subgraph = tools.subgraphs[service]!;
  const collect = compileEntityPath(path);
  const writeBody = compileBody(node);
  const gather = createGather(node, tools);
  const mergeEntities = createMergeEntities(place, tools);
  const isMutation = node.operationKind === OperationTypeNode.MUTATION;
  return (run) => {
    const entities: JsonObject[] = [];
    collect(run.data, entities);
    if (entities.length === 0) return undefined;
    const { text, slots, count } = gather(entities);
    if (count === 0) return undefined;
    const take = (answer: SubgraphAnswer) => {
      const { errors, data } = answer;
      if (onAnswer) onAnswer(run, answer);
      if (errors) addErrors(run, { service, path, slots }, errors);
      if (data) mergeEntities({ entities, slots, count }, readEntities(data, count));
    };
    const body = writeBody(run.variables, text);
    const { context } = run;
    const call = { body, query, context, isMutation, representations: count };
    return settle(run, subgraph.send(call), take);
  };
}
