/**
 * Aliases that would reach into the prototypes of JavaScript's objects, here or in a client, or that
 * would pass a field off as the type of its object.
 */
import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';

const unsafe: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const noOtherTypename = 'The alias "__typename" is not allowed: it is the type of an object.';

export function refuseUnsafeAliases(context: ValidationContext): ASTVisitor {
  return {
    Field({ alias, name }) {
      if (alias?.value === '__typename' && name.value !== alias.value)
        context.reportError(new GraphQLError(noOtherTypename, { nodes: alias }));
      if (!alias || !unsafe.has(alias.value)) return;
      const message = `The alias "${alias.value}" is not allowed: JavaScript gives it a meaning of its own.`;
      context.reportError(new GraphQLError(message, { nodes: alias }));
    },
  };
}
