/** Whether the variables of a request fit their definitions. */
import {
  getVariableValues,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { Variables } from './fetch-body.js';

export type CheckVariables = (variables: Variables) => readonly GraphQLError[];

type IsPlain = (value: unknown) => boolean;

const plainValues: Readonly<Record<string, IsPlain>> = {
  ID: (value) => typeof value === 'string',
  String: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31,
};

/** Plain values of built-in types are let through at a glance; graphql-js judges all others. */
export function createVariableCheck(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): CheckVariables {
  if (variableDefinitions.length === 0) return () => [];
  const checks = variableDefinitions.map(readDefinition);
  return (variables) => {
    const isPlain = variables && checks.every(({ name, test }) => test?.(variables[name]));
    if (isPlain) return [];
    return getVariableValues(schema, variableDefinitions, variables ?? {}).errors ?? [];
  };
}

function readDefinition({ variable, type }: VariableDefinitionNode) {
  const bare = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  const test = bare.kind === Kind.NAMED_TYPE ? plainValues[bare.name.value] : undefined;
  return { name: variable.name.value, test };
}
