/** Makes code of an operation with graphql-jit, where that does exactly what graphql-js would do. */
import { type DocumentNode, type GraphQLSchema, Kind, visit } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';

/** Null for what is left to graphql-js. */
export function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
): CompiledQuery | null {
  if (mayHaveNullConditions(document)) return null;
  const compiled = compileQuery(schema, document, operationName ?? undefined, {
    disablingCapturingStackErrors: true,
  });
  return isCompiledQuery(compiled) ? compiled : null;
}

/** Whether a variable that may be null decides over an @include or @skip. */
function mayHaveNullConditions(document: DocumentNode): boolean {
  const nullable = new Set<string>();
  const deciding = new Set<string>();
  visit(document, {
    VariableDefinition({ variable, type }) {
      if (type.kind !== Kind.NON_NULL_TYPE) nullable.add(variable.name.value);
      return false;
    },
    Directive({ name, arguments: given = [] }) {
      if (name.value !== 'include' && name.value !== 'skip') return;
      for (const { value } of given)
        if (value.kind === Kind.VARIABLE) deciding.add(value.name.value);
    },
  });
  return [...deciding].some((name) => nullable.has(name));
}
