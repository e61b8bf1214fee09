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

/** Why there is no answer. `message` is for the log. */
export class SubgraphFault extends Error {
  override name = 'SubgraphFault';
  constructor(
    readonly code: Extract<ErrorCode, 'SUBGRAPH_UNAVAILABLE' | 'DEADLINE_EXCEEDED'>,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
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
  return rootPaths(query).map((path) => ({ message, path, extensions: { code, service } }));
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
