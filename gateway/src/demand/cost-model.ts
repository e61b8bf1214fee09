/** What things cost in one supergraph: its @cost and @listSize directives, and what holds without them. */
import {
  type ConstDirectiveNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  valueFromASTUntyped,
} from 'graphql';

/** How long a list may become. */
export interface ListSize {
  /** Of lists that no argument limits. */
  assumedSize: number | undefined;
  /** Arguments that limit the list; the largest one counts. */
  slicingArguments: readonly string[];
  /** Fields of what the field returns that hold the list, such as a connection's `nodes`; empty when it is the list. */
  sizedFields: readonly string[];
  /** Whether exactly one slicing argument must be there. */
  requireOneSlicingArgument: boolean;
}

export interface CostModel {
  /** Weights that are written: by `Type`, `Type.field`, `Type.field(argument:)` and `Input.field`. */
  weights: ReadonlyMap<string, number>;
  /** By `Type.field`. */
  listSizes: ReadonlyMap<string, ListSize>;
}

/** Reads the directives out of a supergraph's SDL; imports under other names are understood. */
export function readCostModel(supergraph: DocumentNode): CostModel {
  const names = directiveNames(supergraph);
  const weights = new Map<string, number>();
  const listSizes = new Map<string, ListSize>();
  const weigh = (coordinate: string, directives: readonly ConstDirectiveNode[] = []) => {
    const cost = directives.find(({ name }) => name.value === names.cost);
    if (cost) weights.set(coordinate, Number(argumentsOf(cost)['weight']));
  };
  for (const definition of supergraph.definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue;
    const type = definition.name.value;
    weigh(type, definition.directives as readonly ConstDirectiveNode[]);
    if (!('fields' in definition)) continue;
    for (const field of definition.fields ?? []) {
      const coordinate = `${type}.${field.name.value}`;
      weigh(coordinate, field.directives);
      if (!isOutputField(field)) continue;
      for (const { name, directives } of field.arguments ?? [])
        weigh(`${coordinate}(${name.value}:)`, directives);
      const listSize = field.directives?.find(({ name }) => name.value === names.listSize);
      if (listSize) listSizes.set(coordinate, toListSize(argumentsOf(listSize)));
    }
  }
  return { weights, listSizes };
}

const isOutputField = (
  field: FieldDefinitionNode | InputValueDefinitionNode,
): field is FieldDefinitionNode => field.kind === Kind.FIELD_DEFINITION;

function toListSize(given: Record<string, unknown>): ListSize {
  const { assumedSize, slicingArguments, sizedFields, requireOneSlicingArgument } = given;
  const slicing = (slicingArguments ?? []) as string[];
  return {
    assumedSize: typeof assumedSize === 'number' ? assumedSize : undefined,
    slicingArguments: slicing,
    sizedFields: (sizedFields ?? []) as string[],
    requireOneSlicingArgument: slicing.length > 0 && requireOneSlicingArgument !== false,
  };
}

function argumentsOf({ arguments: given = [] }: DirectiveNode): Record<string, unknown> {
  return Object.fromEntries(
    given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  );
}

const specification = 'https://specs.apollo.dev/cost/';

/** By which names the supergraph has the directives of the cost specification. */
function directiveNames(supergraph: DocumentNode): { cost: string; listSize: string } {
  const names = { cost: 'cost', listSize: 'cost__listSize' };
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION)
      continue;
    for (const directive of definition.directives ?? []) {
      const { url, as, import: imports } = argumentsOf(directive);
      if (directive.name.value !== 'link' || !String(url).startsWith(specification)) continue;
      const prefix = typeof as === 'string' ? as : 'cost';
      Object.assign(names, { cost: prefix, listSize: `${prefix}__listSize` });
      for (const entry of (imports ?? []) as (string | { name: string; as?: string })[]) {
        const [name, alias = name] = typeof entry === 'string' ? [entry] : [entry.name, entry.as];
        if (name === '@cost') names.cost = alias.slice(1);
        if (name === '@listSize') names.listSize = alias.slice(1);
      }
    }
  }
  return names;
}
