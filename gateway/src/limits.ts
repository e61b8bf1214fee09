/** How large a document may be. What an operation costs beyond its size is not judged here. */
import {
  type ASTNode,
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

export const maxTokens = 5_000;
export const maxDepth = 15;
export const maxAliases = 50;

export const limitRules: readonly ValidationRule[] = [limitDepth, limitAliases];

/** Fields within fields, through fragments. Introspection has a limit of its own in graphql-js. */
function limitDepth(context: ValidationContext): ASTVisitor {
  const depthOf = createDepth((name) => context.getFragment(name));
  return {
    OperationDefinition(operation) {
      const depth = depthOf(operation.selectionSet);
      if (depth > maxDepth)
        report(
          context,
          `The operation is ${depth} fields deep; ${maxDepth} are allowed.`,
          operation,
        );
    },
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

function limitAliases(context: ValidationContext): ASTVisitor {
  let aliases = 0;
  return {
    Field(field) {
      if (field.alias && ++aliases === maxAliases + 1)
        report(context, `The document has more than ${maxAliases} aliases.`, field);
    },
  };
}

function report(context: ValidationContext, message: string, node: ASTNode): void {
  context.reportError(new GraphQLError(message, { nodes: node }));
}
