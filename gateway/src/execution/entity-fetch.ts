/**
 * One fetch of entities: collect them, write their representations, each distinct one once, ask the
 * subgraph, merge its answer into every owner. The parts are apart so that fetches can be joined.
 */
import type { FetchNode } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import type { SubgraphAnswer } from '../subgraph-answer.js';
import { compileEntityPath } from './entity-path.js';
import { compileBody } from './fetch-body.js';
import { addErrors } from './fetch-errors.js';
import type { FetchPlace, FetchTools } from './fetch-tools.js';
import { createGather, type Gathered } from './gather.js';
import type { JsonObject } from './merge.js';
import { createMergeEntities, readEntities } from './merge-entities.js';
import type { Run, Step } from './run.js';

/** What is asked for at one place in one run. */
export interface Asked extends Gathered {
  entities: readonly JsonObject[];
}

export interface EntityFetch {
  readonly node: FetchNode;
  /**
   * Undefined where there is nothing to ask for.
   * @param texts where given, takes the representations one by one
   */
  prepare(run: Run, texts?: string[]): Asked | undefined;
  /** @param text of the representations, where they are not those of `asked` alone */
  send(run: Run, asked: Pick<Asked, 'text' | 'count'>): Promise<SubgraphAnswer>;
  /** Whatever is wrong with the answer becomes an error of the response. */
  take(run: Run, asked: Asked, answer: SubgraphAnswer): void;
}

export function compileEntityFetch(place: FetchPlace, tools: FetchTools): EntityFetch {
  const { node, path } = place;
  const { serviceName: service, operation: query } = node;
  const { onAnswer } = tools;
  const subgraph = tools.subgraphs[service]!;
  const collect = compileEntityPath(path);
  const writeBody = compileBody(node);
  const gather = createGather(node, tools);
  const mergeEntities = createMergeEntities(place, tools);
  const isMutation = node.operationKind === OperationTypeNode.MUTATION;
  return {
    node,
    prepare(run, texts) {
      const entities: JsonObject[] = [];
      collect(run.data, entities);
      if (entities.length === 0) return undefined;
      const { text, slots, count } = gather(entities, texts);
      return count === 0 ? undefined : { entities, text, slots, count };
    },
    send({ variables, context }, { text, count }) {
      const body = writeBody(variables, text);
      return subgraph.send({ body, query, context, isMutation, representations: count });
    },
    take(run, asked, answer) {
      const { errors, data } = answer;
      const { slots, count } = asked;
      try {
        if (onAnswer) onAnswer(run, answer);
        if (errors) addErrors(run, { service, path, slots }, errors);
        if (data) mergeEntities(asked, readEntities(data, count));
      } catch (error) {
        run.errors.push(error);
      }
    },
  };
}

/** Whatever goes wrong in one fetch is an error of the response; the others go on. */
export function askFor(fetch: EntityFetch, run: Run, asked: Asked): Promise<void> {
  return fetch.send(run, asked).then(
    (answer) => fetch.take(run, asked, answer),
    (error: unknown) => void run.errors.push(error),
  );
}

export function toStep(fetch: EntityFetch): Step {
  return (run) => {
    const asked = fetch.prepare(run);
    return asked && askFor(fetch, run, asked);
  };
}
