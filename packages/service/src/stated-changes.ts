/**
 * A subgraph's mutations say which entities they changed, in `extensions.changed` of the answer, so that
 * the gateway ends what it has cached of these and of nothing else. Where one mutation of an operation is
 * silent nothing is said, and all of the subgraph counts as changed.
 */
import type { ApolloServerPlugin } from '@apollo/server';
import { Kind, type OperationDefinitionNode, OperationTypeNode } from 'graphql';

export interface StatedChange {
  /** An entity. */
  type: string;
  /** The fields of one @key; without them every entity of the type. */
  key?: Readonly<Record<string, string>>;
}

interface Statements {
  mutations: number;
  changes: StatedChange[];
}

const statements = new WeakMap<object, Statements>();

/**
 * To be called once by each mutation's resolver, after it committed. What is derived from an entity (a
 * product's price range, from its variants) is another entity's change and has to be named as well.
 * @param context of the request
 */
export function stateChanges(context: object, changes: readonly StatedChange[]): void {
  const known = statements.get(context) ?? { mutations: 0, changes: [] };
  statements.set(context, {
    mutations: known.mutations + 1,
    changes: [...known.changes, ...changes],
  });
}

/** Puts what was stated into the answer. */
export const tellStatedChanges: ApolloServerPlugin = {
  requestDidStart: async () => ({
    async willSendResponse({ operation, contextValue, response: { body } }) {
      const stated = statements.get(contextValue);
      if (!stated || body.kind !== 'single' || !operation) return;
      if (countMutations(operation) !== stated.mutations) return;
      const { extensions } = body.singleResult;
      body.singleResult.extensions = { ...extensions, changed: stated.changes };
    },
  }),
};

/** NaN where they cannot be counted by looking at the operation. */
function countMutations({ operation, selectionSet }: OperationDefinitionNode): number {
  const isPlain = selectionSet.selections.every(
    (one) => one.kind === Kind.FIELD && !one.directives?.length,
  );
  return operation === OperationTypeNode.MUTATION && isPlain ? selectionSet.selections.length : NaN;
}
