/** The one seam between the execution of plans and the calls to subgraphs. */
import type { GatewayContext } from '../context.js';
import type { SubgraphAnswer } from '../subgraph-answer.js';

/** As `_entities`, or under each of the aliases. */
export type AskedEntities = number | Readonly<Record<string, number>>;

export interface SubgraphCall {
  /** The JSON of the request: query, operationName and variables. */
  body: string;
  context: GatewayContext;
  /** The operation in `body`: names the fields that fail when no answer comes. */
  query: string;
  /** How many entities are asked for, when it is a fetch of entities. */
  representations?: AskedEntities | undefined;
  /** Then it is not to be sent twice. */
  isMutation: boolean;
  /** Then it is not to be answered with what an earlier call receives: that may be older than a write. */
  isAlone?: boolean | undefined;
  /** Asks the subgraph for its timings, for Apollo Studio. */
  studioTrace?: string | null | undefined;
}

export interface Subgraph {
  /** Never rejects for a subgraph's fault: the fault is in the answer's errors. */
  send(call: SubgraphCall): Promise<SubgraphAnswer>;
}
