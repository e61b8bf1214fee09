/** How long the list of a field may become, by @listSize and the arguments that are given. */
import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  Kind,
  type OperationDefinitionNode,
  valueFromASTUntyped,
} from 'graphql';
import type { CostModel, ListSize } from './cost-model.js';
import type { Amount, Variables } from './cost-node.js';

/** Lengths of lists that a field's parent has announced, by field. */
export type SizedFields = ReadonlyMap<string, Amount>;

interface Sizes {
  /** Of the field's own list, if it is one. */
  times: Amount;
  /** Of lists within what the field returns. */
  inner: SizedFields;
}

const nothingSized: SizedFields = new Map();

export function listSizeOf(
  { listSizes, defaultListSize }: CostModel & { defaultListSize: number },
  operation: OperationDefinitionNode,
  parent: GraphQLObjectType,
  definition: GraphQLField<unknown, unknown>,
  field: FieldNode,
  announced: SizedFields,
): Sizes {
  const given = announced.get(definition.name);
  const listSize = listSizes.get(`${parent.name}.${definition.name}`);
  if (!listSize) return { times: given ?? defaultListSize, inner: nothingSized };
  const fallback = listSize.assumedSize ?? defaultListSize;
  const size = largest(
    listSize.slicingArguments.map((name) => argumentAmount(operation, definition, field, name)),
    fallback,
  );
  if (listSize.sizedFields.length === 0) return { times: size, inner: nothingSized };
  const inner = new Map(listSize.sizedFields.map((name) => [name, size]));
  return { times: given ?? defaultListSize, inner };
}

/** Names the slicing arguments of a field of which not exactly one is given, although one must be. */
export function ambiguousSlicing(listSize: ListSize, field: FieldNode): readonly string[] {
  if (!listSize.requireOneSlicingArgument) return [];
  const given = (field.arguments ?? []).filter(({ name }) =>
    listSize.slicingArguments.includes(name.value),
  );
  return given.length === 1 ? [] : listSize.slicingArguments;
}

type MaybeAmount = number | undefined | ((variables: Variables) => number | undefined);

function largest(amounts: readonly MaybeAmount[], fallback: number): Amount {
  const pick = (values: readonly (number | undefined)[]) => {
    const known = values.filter((value) => value !== undefined);
    return known.length > 0 ? Math.max(0, ...known) : fallback;
  };
  if (amounts.every((amount) => typeof amount !== 'function')) return pick(amounts);
  return (variables) =>
    pick(amounts.map((amount) => (typeof amount === 'function' ? amount(variables) : amount)));
}

/** The argument's number: given, or the default; undefined without either. */
function argumentAmount(
  operation: OperationDefinitionNode,
  definition: GraphQLField<unknown, unknown>,
  field: FieldNode,
  name: string,
): MaybeAmount {
  const byDefault = toCount(
    definition.args.find((argument) => argument.name === name)?.defaultValue,
  );
  const value = field.arguments?.find((argument) => argument.name.value === name)?.value;
  if (!value) return byDefault;
  if (value.kind !== Kind.VARIABLE) return toCount(valueFromASTUntyped(value));
  const key = value.name.value;
  const variable = operation.variableDefinitions?.find(
    (known) => known.variable.name.value === key,
  );
  const ofVariable = variable?.defaultValue
    ? toCount(valueFromASTUntyped(variable.defaultValue))
    : byDefault;
  return (variables) => (Object.hasOwn(variables, key) ? toCount(variables[key]) : ofVariable);
}

const toCount = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? Math.max(0, value) : undefined;
