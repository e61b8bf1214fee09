/** One fetch of the plan as a function. */
import type { FetchNode } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import type { SubgraphAnswer } from '../subgraph-answer.js';
import { compileEntityFetch, type EntityFetch, toStep } from './entity-fetch.js';
import { compileBody } from './fetch-body.js';
import { addErrors } from './fetch-errors.js';
import type { FetchPlace, FetchTools } from './fetch-tools.js';
import { merge } from './merge.js';
import type { Run, Step } from './run.js';
import { Unsupported } from './unsupported.js';

export interface CompiledFetch {
  step: Step;
  /** Undefined for root fields. */
  entities: EntityFetch | undefined;
  /** Whether answers are kept, so that `step` alone knows what is to be asked; undefined where none ever is. */
  isCached: (() => boolean) | undefined;
}

/** @throws Unsupported */
export function compileFetch(place: FetchPlace, tools: FetchTools): CompiledFetch {
  checkFetch(place, tools);
  let entities: EntityFetch | undefined;
  const compilePlain = (using: FetchTools): Step => {
    if (!place.node.requires) return compileRootFetch(place.node, using);
    return toStep((entities = compileEntityFetch(place, using)));
  };
  const cached = tools.cache?.compile(place, tools, compilePlain);
  const step = cached?.step ?? compilePlain(tools);
  return { step, entities, isCached: cached?.isInUse };
}

function checkFetch({ node, path }: FetchPlace, { subgraphs }: FetchTools): void {
  if (node.contextRewrites?.length) throw new Unsupported('a fetch with contextual arguments');
  if (node.operationKind === OperationTypeNode.SUBSCRIPTION)
    throw new Unsupported('a subscription');
  if (!Object.hasOwn(subgraphs, node.serviceName))
    throw new Unsupported(`a subgraph "${node.serviceName}" that is not there`);
  if (!node.requires && path.length > 0) throw new Unsupported('root fields below the root');
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
