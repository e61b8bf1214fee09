/** How large a document may be. What an operation costs beyond its size is not judged here. */
import {
  type ASTNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { limitDirectives } from './front/limit-directives.js';
import { limitIntrospection } from './front/limit-introspection.js';

export interface DocumentLimits {
  /** Tokens of the document, before it is parsed to its end. */
  maxTokens: number;
  /** Fields within fields. */
  maxDepth: number;
  maxAliases: number;
  maxDirectives: number;
}

export const defaultLimits: DocumentLimits = {
  maxTokens: 5_000,
  maxDepth: 15,
  maxAliases: 50,
  maxDirectives: 50,
};

/** All limits but the one of tokens, which is the parser's. */
export const createLimitRules = (limits: DocumentLimits): ValidationRule[] => [
  limitDepth(limits.maxDepth),
  limitAliases(limits.maxAliases),
  limitDirectives(limits.maxDirectives),
  limitIntrospection,
];

/** Fields within fields, through fragments. Introspection has a limit of its own in graphql-js. */
function limitDepth(maxDepth: number): ValidationRule {
  return (context) => {
    const depthOf = createDepth((name) => context.getFragment(name));
    return {
      OperationDefinition(operation) {
        const depth = depthOf(operation.selectionSet);
        if (depth <= maxDepth) return;
        const message = `The operation is ${depth} fields deep; ${maxDepth} are allowed.`;
        report(context, message, operation);
      },
    };
  };
}

function createDepth(fragmentOf: (name: string) => FragmentDefinitionNode | null | undefined) {
  const known = new Map<string, number>();
  const depthOfFragment = (name: string): number => {
    if (!known.has(name)) {
      known.set(name, 0); // a fragment that contains itself is refused by another rule
      const fragment = fragmentOf(name);
      if (fragment) known.set(name, depthOf(fragment.selectionSet));
    }
    return known.get(name)!;
  };
  const depthOf = ({ selections }: SelectionSetNode): number =>
    selections.reduce((deepest, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD)
        return Math.max(deepest, depthOfFragment(selection.name.value));
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return Math.max(deepest, depthOf(selection.selectionSet));
      if (selection.name.value.startsWith('__')) return Math.max(deepest, 1);
      return Math.max(deepest, 1 + (selection.selectionSet ? depthOf(selection.selectionSet) : 0));
    }, 0);
  return depthOf;
}

function limitAliases(maxAliases: number): ValidationRule {
  return (context) => {
    let aliases = 0;
    return {
      Field(field) {
        if (field.alias && ++aliases === maxAliases + 1)
          report(context, `The document has more than ${maxAliases} aliases.`, field);
      },
    };
  };
}

function report(context: ValidationContext, message: string, node: ASTNode): void {
  context.reportError(new GraphQLError(message, { nodes: node }));
}
