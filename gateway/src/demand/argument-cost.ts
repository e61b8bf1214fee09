/** What a field's arguments cost: their weights, and 1 for each input object within them. */
import {
  type FieldNode,
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  isInputObjectType,
  Kind,
  valueFromASTUntyped,
} from 'graphql';
import type { CostModel } from './cost-model.js';
import { type Amount, amountOf, valueOf } from './cost-node.js';

type Weights = Pick<CostModel, 'weights'>['weights'];

export function argumentCost(
  { weights }: Pick<CostModel, 'weights'>,
  coordinate: string,
  definition: GraphQLField<unknown, unknown>,
  field: FieldNode,
): Amount {
  const amounts = definition.args.flatMap((argument) => {
    const amount = ofArgument(weights, coordinate, argument, field);
    return amount === 0 ? [] : [amount];
  });
  if (amounts.every((amount) => typeof amount === 'number'))
    return amounts.reduce((sum, amount) => sum + amount, 0);
  return (variables) =>
    amounts.reduce<number>((sum, amount) => sum + amountOf(amount, variables), 0);
}

function ofArgument(
  weights: Weights,
  coordinate: string,
  { name, type }: GraphQLArgument,
  field: FieldNode,
): Amount {
  const given = field.arguments?.find((argument) => argument.name.value === name)?.value;
  if (!given) return 0;
  const weight = weights.get(`${coordinate}(${name}:)`);
  const hasInputs = isInputObjectType(getNamedType(type));
  if (!hasInputs || weight !== undefined)
    return weight ?? weights.get(getNamedType(type).name) ?? 0;
  if (given.kind === Kind.VARIABLE) {
    const key = given.name.value;
    return (variables) => ofInput(weights, type, valueOf(variables, key));
  }
  return (variables) => ofInput(weights, type, valueFromASTUntyped(given, { ...variables }));
}

function ofInput(weights: Weights, type: GraphQLInputType, value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (Array.isArray(value))
    return value.reduce<number>((sum, item) => sum + ofInput(weights, type, item), 0);
  const named = getNamedType(type);
  if (!isInputObjectType(named) || typeof value !== 'object') return weights.get(named.name) ?? 0;
  return Object.entries(value).reduce(
    (sum, [name, inner]) => {
      const definition = Object.hasOwn(named.getFields(), name)
        ? named.getFields()[name]
        : undefined;
      if (!definition) return sum;
      const weight = weights.get(`${named.name}.${name}`);
      return sum + (weight ?? ofInput(weights, definition.type, inner));
    },
    weights.get(named.name) ?? 1,
  );
}
