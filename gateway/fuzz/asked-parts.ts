/**
 * What a request asks for, part by part: ours puts several fetches of entities into one request, each under
 * an alias. A part is written as the fetch alone would be, without its name, so that both can be compared.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql';

export interface AskedPart {
  /** The name of its answer. */
  alias: string;
  query: string;
  /** The variable with its representations. */
  representations: string;
  /** Its other variables. */
  variables: readonly string[];
}

const known = new Map<string, readonly AskedPart[]>();
const maxKnown = 2_000;

/** Empty for a request for root fields. */
export function readParts(query: string): readonly AskedPart[] {
  const parts = known.get(query) ?? split(parse(query, { noLocation: true }));
  if (known.size >= maxKnown) known.clear();
  known.set(query, parts);
  return parts;
}

function split({ definitions }: DocumentNode): AskedPart[] {
  const operation = definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)!;
  const fields = operation.selectionSet.selections.filter(
    (one): one is FieldNode => one.kind === Kind.FIELD && one.name.value === '_entities',
  );
  const fragments = definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
  return fields.map((field) => readPart(field, operation, fragments));
}

function readPart(
  field: FieldNode,
  operation: OperationDefinitionNode,
  fragments: readonly FragmentDefinitionNode[],
): AskedPart {
  const suffix = /\d+$/.exec(field.alias?.value ?? '')?.[0];
  const own = suffix
    ? fragments.filter(({ name }) => name.value.endsWith(`_${suffix}`))
    : fragments;
  const used = new Set<string>();
  const find = { Variable: ({ name }: { name: { value: string } }) => void used.add(name.value) };
  for (const node of [field, ...own]) visit(node, find);
  const variableDefinitions = (operation.variableDefinitions ?? [])
    .filter(({ variable }) => used.has(variable.name.value))
    .toSorted((one, other) => (print(one) < print(other) ? -1 : 1));
  const { alias: _alias, ...bare } = field;
  const selections = [bare as FieldNode];
  const alone: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: operation.operation,
    ...(operation.directives && { directives: operation.directives }),
    variableDefinitions,
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
  const text = stripIgnoredCharacters(print({ kind: Kind.DOCUMENT, definitions: [alone, ...own] }));
  const representations = `representations${suffix ?? ''}`;
  return {
    alias: field.alias?.value ?? field.name.value,
    query: suffix ? withoutSuffix(text, suffix, own) : text,
    representations,
    variables: [...used].filter((name) => name !== representations),
  };
}

function withoutSuffix(
  text: string,
  suffix: string,
  fragments: readonly FragmentDefinitionNode[],
): string {
  const renamed = text.replaceAll(`$representations${suffix}`, '$representations');
  return fragments.reduce((soFar, { name: { value } }) => {
    const plain = value.slice(0, -suffix.length - 1);
    return soFar
      .replaceAll(`...${value}`, `...${plain}`)
      .replaceAll(`fragment ${value} `, `fragment ${plain} `);
  }, renamed);
}
