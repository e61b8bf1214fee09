/**
 * The graph on which the events of subscriptions run: the one that clients query, save that the first
 * fetch of a subscription's plan is answered with the event instead of being sent. So an event passes
 * through the same execution as every query: compiled, merged, shaped, with errors at their paths.
 */
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import type { GatewayContext } from '../context.js';
import type { FindGraph } from '../execution/executor.js';
import { Graph } from '../execution/graph.js';
import type { StockGraph } from '../execution/stock.js';
import type { SubgraphAnswer } from '../subgraph-answer.js';
import type { SubgraphDataSource } from '../subgraph-data-source.js';

/** What a subgraph sent, in the place of an answer to `query`. */
export interface SubgraphEvent {
  query: string;
  answer: SubgraphAnswer;
}

type Sources = Readonly<Record<string, SubgraphDataSource>>;

/** The graph of events that belongs to the graph of a schema; made when it is first needed. */
export function createEventGraphs(findGraph: FindGraph): FindGraph {
  const known = new WeakMap<Graph, Graph>();
  return (schema) => {
    const graph = findGraph(schema);
    let events = known.get(graph);
    if (!events) known.set(graph, (events = createEventGraph(graph)));
    return events;
  };
}

function createEventGraph({ stock, decideOverrides, guardOperation }: Graph): Graph {
  const sources = Object.entries(stock.dataSources as Sources).map(
    ([name, source]) => [name, answeringEvents(source)] as const,
  );
  const subgraphs = Object.fromEntries(sources);
  const buildQueryPlan: StockGraph['planner']['buildQueryPlan'] = (operation, options) =>
    unrolled(stock.planner.buildQueryPlan(operation, options));
  const planner = { buildQueryPlan };
  const events = { ...stock, planner, dataSources: subgraphs };
  return new Graph({ stock: events, subgraphs, decideOverrides, guardOperation });
}

/** The subscription as a query whose first fetch is the event. */
function unrolled({ node }: QueryPlan): QueryPlan {
  if (node?.kind !== 'Subscription') throw new Error('The plan is not that of a subscription.');
  const { primary, rest } = node;
  const first: FetchNode = { ...primary, operationKind: OperationTypeNode.QUERY };
  const nodes: PlanNode[] = rest ? [first, rest] : [first];
  return { kind: 'QueryPlan', node: { kind: 'Sequence', nodes } };
}

/** The fetch that is to be subscribed to. */
export function primaryOf(plan: QueryPlan): FetchNode {
  if (plan.node?.kind === 'Sequence' && plan.node.nodes[0]?.kind === 'Fetch')
    return plan.node.nodes[0];
  throw new Error('The plan does not begin with a fetch.');
}

function answeringEvents(source: SubgraphDataSource): SubgraphDataSource {
  const eventFor = (context: GatewayContext, query: string | undefined) =>
    context.event && context.event.query === query ? context.event.answer : undefined;
  return {
    url: source.url,
    urls: source.urls,
    chooseUrl: (avoid) => source.chooseUrl(avoid),
    close: () => source.close(),
    async send(call) {
      return eventFor(call.context, call.query) ?? source.send(call);
    },
    async process(options) {
      const answer = eventFor(options.context as GatewayContext, options.request.query);
      return (answer as Awaited<ReturnType<typeof source.process>>) ?? source.process(options);
    },
  };
}
