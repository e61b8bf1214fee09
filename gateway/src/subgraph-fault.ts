/**
 * What a client is told when a subgraph gave no usable answer: one coded error for each field that
 * is missing for that reason. The cause goes to the log, never to the client.
 */
import { type ErrorCode, errorCodes } from '@tributary/service';
import {
  type FragmentDefinitionNode,
  type GraphQLFormattedError,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';

/**
 * `connection`: it cannot be reached, or the connection broke. `busy`: it says that it cannot answer now.
 * `status`: it failed. `answer`: what came is no answer. `size`: it is too large. `timeout`: it took longer than it may.
 * `open`, `overflow`: it was not asked, because it fails, or because too many wait for it already.
 * `deadline`: the client's time ran out. `departed`: the client has left.
 */
export type FaultReason =
  | 'connection'
  | 'busy'
  | 'status'
  | 'answer'
  | 'size'
  | 'timeout'
  | 'open'
  | 'overflow'
  | 'deadline'
  | 'departed';

/** Why there is no answer. `message` is for the log. */
export class SubgraphFault extends Error {
  override name = 'SubgraphFault';
  constructor(
    readonly reason: FaultReason,
    message: string,
    options?: ErrorOptions,
  ) {
    // Where we were when the answer came tells nothing; to find out is most of what a fault costs.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options);
    Error.stackTraceLimit = stackTraceLimit;
  }

  get code(): Extract<ErrorCode, 'SUBGRAPH_UNAVAILABLE' | 'DEADLINE_EXCEEDED'> {
    return this.isOfClient ? 'DEADLINE_EXCEEDED' : 'SUBGRAPH_UNAVAILABLE';
  }

  /** Whether the request ended for the client's reasons, and not for the subgraph's. */
  get isOfClient(): boolean {
    return this.reason === 'deadline' || this.reason === 'departed';
  }
}

/**
 * The fault as errors of the subgraph's response. Root fields get an error each; a fetch of entities
 * gets one, whose empty path the gateway extends to the place where the entities are.
 */
export function toResponseErrors(
  { code }: SubgraphFault,
  service: string,
  query: string,
): GraphQLFormattedError[] {
  const message =
    code === 'DEADLINE_EXCEEDED' ? errorCodes[code] : `The ${service} service did not answer.`;
  return knownRootPaths(query).map((path) => ({ message, path, extensions: { code, service } }));
}

/** A subgraph that is down fails the same few operations again and again. */
const known = new LRUCache<string, readonly string[][]>({ max: 1_000 });

function knownRootPaths(query: string): readonly string[][] {
  const paths = known.get(query) ?? rootPaths(query);
  known.set(query, paths);
  return paths;
}

function rootPaths(query: string): string[][] {
  const { definitions } = parse(query, { noLocation: true });
  const operation = definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (!operation || !('selectionSet' in operation)) return [[]];
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  const keys = new Set(responseKeys(operation.selectionSet, fragments));
  return keys.has('_entities') ? [[]] : [...keys].map((key) => [key]);
}

function responseKeys(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [(selection.alias ?? selection.name).value];
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection.selectionSet
        : fragments.get(selection.name.value)?.selectionSet;
    return inner ? responseKeys(inner, fragments) : [];
  });
}
