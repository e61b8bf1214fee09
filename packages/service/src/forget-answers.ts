/** Ties the answer cache to Apollo Server: who changed something is not told what was before. */
import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';

/** Where a context holds what makes its caller's answers forgotten. Apollo Server copies the context; a symbol goes along. */
const forgetting = Symbol('forgetting');

export const holdForgetting = <C extends object>(context: C, forget: () => void): C =>
  Object.assign(context, { [forgetting]: forget });

/** Also after mutations that failed: part of what they were to do may have been done. */
export const forgetAnswersOfChanges: ApolloServerPlugin = {
  requestDidStart: async () => ({
    async willSendResponse({ operation, contextValue }) {
      if (operation?.operation !== OperationTypeNode.MUTATION) return;
      (contextValue as { [forgetting]?: () => void })[forgetting]?.();
    },
  }),
};
