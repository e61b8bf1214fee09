/** Refuses operations that may cost more than their client may spend at once. */
import type { BaseContext } from '@apollo/server';
import { CodedError } from '@tributary/service';
import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  parse,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { clientNameHeader } from '../client-name.js';
import type { JudgingPlugin } from '../execution/admission.js';
import { readCostModel } from './cost-model.js';
import { type Amount, amountOf, compileCost } from './cost-node.js';
import { ambiguousSlicing } from './list-size.js';
import { type CostRules, costOfOperation } from './operation-cost.js';

/** The highest cost of one operation by the client's name; `*` is for all others. */
export type CostLimits = Readonly<Record<string, number>>;

export interface CostControl {
  /** To be told of each supergraph before its schema serves. */
  learn(schema: GraphQLSchema, supergraphSdl: string): void;
  plugin: JudgingPlugin<BaseContext>;
  /** A list that must be limited by exactly one argument, is. */
  slicingRule: ValidationRule;
}

/** Length of a list that neither an argument nor @listSize limits. */
export const defaultListSize = 10;

export function createCostControl(limits: CostLimits): CostControl {
  const rules = new WeakMap<GraphQLSchema, CostRules>();
  const amounts = new WeakMap<OperationDefinitionNode, Amount>();
  const costOf = (
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ) => {
    let amount = amounts.get(operation);
    if (amount === undefined) {
      amount = compileCost(costOfOperation(rules.get(schema)!, document, operation));
      amounts.set(operation, amount);
    }
    return amount;
  };
  const limitOf = (client: string | null | undefined) =>
    (client && Object.hasOwn(limits, client) ? limits[client] : limits['*'])!;
  return {
    learn: (schema, supergraphSdl) =>
      void rules.set(schema, { ...readCostModel(parse(supergraphSdl)), schema, defaultListSize }),
    plugin: {
      requestDidStart: async () => ({
        async didResolveOperation({ schema, document, operation, request }) {
          if (!operation) return;
          const limit = limitOf(request.http?.headers.get(clientNameHeader));
          const cost = amountOf(costOf(schema, document, operation), request.variables ?? {});
          if (cost > limit) throw refusal(cost, limit);
        },
      }),
      admits: ({ schema, document, operation, client, variables }) =>
        amountOf(costOf(schema, document, operation), variables ?? {}) <= limitOf(client),
    },
    slicingRule: (context) => requireSlicing(context, rules.get(context.getSchema())),
  };
}

const refusal = (cost: number, limit: number) =>
  new CodedError(
    'COST_LIMIT_EXCEEDED',
    `The operation may cost ${cost}; ${limit} are allowed. Ask for fewer or shorter lists.`,
    { extensions: { cost, limit, http: { status: 400 } } },
  );

const requireSlicing = (context: ValidationContext, rules: CostRules | undefined) => ({
  Field(field: FieldNode) {
    const coordinate = `${context.getParentType()?.name}.${field.name.value}`;
    const listSize = rules?.listSizes.get(coordinate);
    const names = listSize ? ambiguousSlicing(listSize, field) : [];
    if (names.length === 0) return;
    const message = `"${coordinate}" needs exactly one of ${names.join(', ')}.`;
    context.reportError(new GraphQLError(message, { nodes: field }));
  },
});
