/**
 * Several operations on `_entities` as one: each under an alias, with its representations in a variable and
 * its fragments under names of their own. Variables of the client are shared, as they mean the same.
 */
import type { FetchNode } from '@apollo/query-planner';
import {
  type ASTNode,
  type DocumentNode,
  Kind,
  type NameNode,
  type OperationDefinitionNode,
  parse,
  print,
  stripIgnoredCharacters,
  type VariableDefinitionNode,
  visit,
} from 'graphql';

export interface JoinedOperation {
  query: string;
  operationName: string | undefined;
  /** Names of the client's variables. */
  variables: readonly string[];
}

type JoinedNode = Pick<FetchNode, 'operation' | 'operationName' | 'variableUsages'>;

/** The name of the answer to the operation at `index`. */
export const aliasOf = (index: number): string => `entities${index}`;
/** The name of the variable with its representations. */
export const representationsOf = (index: number): string => `representations${index}`;

/** Undefined where they do not fit together. */
export function joinOperations(nodes: readonly JoinedNode[]): JoinedOperation | undefined {
  const documents = nodes.map(({ operation }, index) => setApart(operation, index));
  const operations = documents.map(operationOf);
  const [first] = operations;
  const variables = [...new Set(nodes.flatMap(({ variableUsages = [] }) => variableUsages))];
  const definitions = uniteDefinitions(operations);
  const isAlike = operations.every(
    (one) => isEntities(one) && textOf(one.directives) === textOf(first!.directives),
  );
  if (!definitions || !isAlike || variables.some(isTaken)) return undefined;
  const names = nodes.flatMap(({ operationName }) => operationName ?? []);
  const operationName = names.length === nodes.length ? joinNames(names) : undefined;
  const joined: OperationDefinitionNode = {
    ...first!,
    name: operationName === undefined ? undefined : nameNode(operationName),
    variableDefinitions: definitions,
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: operations.flatMap(({ selectionSet }) => selectionSet.selections),
    },
  };
  const fragments = documents.flatMap(({ definitions: all }) =>
    all.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION),
  );
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [joined, ...fragments] };
  return { query: stripIgnoredCharacters(print(document)), operationName, variables };
}

/** The text without the name that the planner gives an operation: the same for what asks the same. */
export function anonymousText({ operation, operationName }: JoinedNode): string {
  return operationName ? operation.replace(` ${operationName}`, ' ') : operation;
}

function setApart(operation: string, index: number): DocumentNode {
  return visit(parse(operation, { noLocation: true }), {
    Variable: (node) =>
      node.name.value === 'representations'
        ? { ...node, name: nameNode(representationsOf(index)) }
        : undefined,
    FragmentSpread: (node) => ({ ...node, name: nameNode(`${node.name.value}_${index}`) }),
    FragmentDefinition: (node) => ({ ...node, name: nameNode(`${node.name.value}_${index}`) }),
    Field: (node) =>
      node.name.value === '_entities' ? { ...node, alias: nameNode(aliasOf(index)) } : undefined,
  });
}

const nameNode = (value: string): NameNode => ({ kind: Kind.NAME, value });

const operationOf = ({ definitions }: DocumentNode): OperationDefinitionNode =>
  definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)!;

/** Nothing but the one field that is asked for entities. */
function isEntities({ selectionSet: { selections } }: OperationDefinitionNode): boolean {
  const [field] = selections;
  return selections.length === 1 && field?.kind === Kind.FIELD && field.name.value === '_entities';
}

/** Undefined where one name means two things. */
function uniteDefinitions(
  operations: readonly OperationDefinitionNode[],
): VariableDefinitionNode[] | undefined {
  const byName = new Map<string, VariableDefinitionNode>();
  for (const definition of operations.flatMap((one) => one.variableDefinitions ?? [])) {
    const name = definition.variable.name.value;
    const known = byName.get(name);
    if (known && print(known) !== print(definition)) return undefined;
    byName.set(name, definition);
  }
  return [...byName.values()];
}

const textOf = (nodes: readonly ASTNode[] = []): string =>
  nodes.map((node) => print(node)).join(' ');

const isTaken = (name: string): boolean => /^representations\d*$/.test(name);

/** `Deep__stock__3` and `Deep__stock__5` are `Deep__stock__3_5`. */
const joinNames = ([first, ...others]: readonly string[]): string =>
  [first, ...others.map((name) => name.slice(name.lastIndexOf('_') + 1))].join('_');
