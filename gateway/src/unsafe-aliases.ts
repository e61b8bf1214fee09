/** Aliases that would reach into the prototypes of JavaScript's objects, here or in a client. */
import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';

const unsafe: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export function refuseUnsafeAliases(context: ValidationContext): ASTVisitor {
  return {
    Field({ alias }) {
      if (!alias || !unsafe.has(alias.value)) return;
      const message = `The alias "${alias.value}" is not allowed: JavaScript gives it a meaning of its own.`;
      context.reportError(new GraphQLError(message, { nodes: alias }));
    },
  };
}
