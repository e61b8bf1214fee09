/**
 * One fetch of the plan as a function: collect the entities, write their representations, each distinct
 * one once, ask the subgraph, merge its answer into every owner.
 */
import type { FetchNode } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import type { SubgraphAnswer } from '../subgraph-answer.js';
import { compileEntityPath, type EntityPath } from './entity-path.js';
import { compileBody } from './fetch-body.js';
import { addErrors } from './fetch-errors.js';
import { clone, type JsonObject, isObject, merge } from './merge.js';
import type { PossibleTypes } from './possible-types.js';
import { compileRepresentation } from './representation.js';
import type { Run, Step } from './run.js';
import type { Subgraph } from './subgraph.js';
import { Unsupported } from './unsupported.js';

export interface FetchTools {
  subgraphs: Readonly<Record<string, Subgraph | undefined>>;
  possibleTypes: PossibleTypes;
  /** Applies rewrites of a plan to a value in place. */
  rewrite: (rewrites: FetchNode['inputRewrites'], value: JsonObject) => void;
}

export interface FetchPlace {
  node: FetchNode;
  path: EntityPath;
  /** Whether another fetch may write where this one writes, above or below, once it has merged. */
  isWrittenAgain: boolean;
}

export function compileFetch(place: FetchPlace, tools: FetchTools): Step {
  const { node, path } = place;
  if (node.contextRewrites?.length) throw new Unsupported('a fetch with contextual arguments');
  if (node.operationKind === OperationTypeNode.SUBSCRIPTION)
    throw new Unsupported('a subscription');
  if (!Object.hasOwn(tools.subgraphs, node.serviceName))
    throw new Unsupported(`a subgraph "${node.serviceName}" that is not there`);
  if (node.requires) return compileEntityFetch(place, tools);
  if (path.length > 0) throw new Unsupported('root fields below the root');
  return compileRootFetch(node, tools);
}

function compileRootFetch(node: FetchNode, { subgraphs, rewrite }: FetchTools): Step {
  const { serviceName: service, operation: query, outputRewrites } = node;
  const subgraph = subgraphs[service]!;
  const writeBody = compileBody(node);
  const isMutation = node.operationKind === OperationTypeNode.MUTATION;
  return (run) => {
    const take = ({ errors, data }: SubgraphAnswer) => {
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
    const take = ({ errors, data }: SubgraphAnswer) => {
      if (errors) addErrors(run, { service, path, slots }, errors);
      if (data) mergeEntities({ entities, slots, count }, readEntities(data, count));
    };
    const body = writeBody(run.variables, text);
    const { context } = run;
    const call = { body, query, context, isMutation, representations: count };
    return settle(run, subgraph.send(call), take);
  };
}

interface Gathered {
  /** The JSON of the distinct representations, separated by commas. */
  text: string;
  /** The index of its representation, by entity; -1 where it has none. */
  slots: number[];
  count: number;
}

type Gather = (entities: readonly JsonObject[]) => Gathered;

/** A rewrite may make entities of different types alike; their answers are to be kept apart. */
function createGather(node: FetchNode, tools: FetchTools): Gather {
  const { inputRewrites } = node;
  const rewrite = (value: JsonObject) => tools.rewrite(inputRewrites, value);
  const write = compileRepresentation(node, { possibleTypes: tools.possibleTypes, rewrite });
  const keyOf = inputRewrites
    ? (text: string, entity: JsonObject) => `${String(entity['__typename'])} ${text}`
    : (text: string) => text;
  return (entities) => {
    if (entities.length === 1) {
      const text = write(entities[0]!);
      return text === undefined ? nothing : { text, slots: [0], count: 1 };
    }
    const known = new Map<string, number>();
    const slots: number[] = [];
    let all = '';
    for (const entity of entities) {
      const text = write(entity);
      if (text === undefined) {
        slots.push(-1);
        continue;
      }
      const key = keyOf(text, entity);
      const slot = known.get(key) ?? known.size;
      slots.push(slot);
      if (slot !== known.size) continue;
      known.set(key, slot);
      all += slot === 0 ? text : `,${text}`;
    }
    return { text: all, slots, count: known.size };
  };
}

const nothing: Gathered = { text: '', slots: [], count: 0 };

function readEntities(data: JsonObject, count: number): unknown[] {
  const received = data['_entities'];
  if (!Array.isArray(received))
    throw new Error('Expected "data._entities" in response to be an array');
  if (received.length !== count)
    throw new Error(`Expected "data._entities" to contain ${count} elements`);
  return received;
}

interface Asked {
  entities: readonly JsonObject[];
  slots: readonly number[];
  count: number;
}

/**
 * Owners of one representation share what they received, except where another fetch may yet write:
 * there each gets a copy.
 */
function createMergeEntities({ node, isWrittenAgain }: FetchPlace, { rewrite }: FetchTools) {
  const { outputRewrites } = node;
  return ({ entities, slots, count }: Asked, received: readonly unknown[]): void => {
    const mayShare = !isWrittenAgain || count === entities.length;
    const isTaken: boolean[] = [];
    for (let index = 0; index < entities.length; index++) {
      const slot = slots[index]!;
      const value = slot < 0 ? null : received[slot];
      if (!value) continue;
      if (!isObject(value))
        throw new TypeError('Expected an entity in the response to be an object');
      const entity = entities[index]!;
      if (!isTaken[slot]) {
        value['__typename'] ||= entity['__typename'];
        if (outputRewrites) rewrite(outputRewrites, value);
      }
      const isFirst = mayShare || !isTaken[slot];
      isTaken[slot] = true;
      merge(entity, isFirst ? value : clone(value));
    }
  };
}
