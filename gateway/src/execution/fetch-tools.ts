/** What the parts of a fetch are compiled with. */
import type { FetchNode } from '@apollo/query-planner';
import type { FetchCache } from '../cache/fetch-cache.js';
import type { SubgraphAnswer } from '../subgraph-answer.js';
import type { EntityPath } from './entity-path.js';
import type { JsonObject } from './merge.js';
import type { PossibleTypes } from './possible-types.js';
import type { Run } from './run.js';
import type { Subgraph } from './subgraph.js';

export interface FetchTools {
  subgraphs: Readonly<Record<string, Subgraph | undefined>>;
  possibleTypes: PossibleTypes;
  /** Applies rewrites of a plan to a value in place. */
  rewrite: (rewrites: FetchNode['inputRewrites'], value: JsonObject) => void;
  /** Keeps answers of subgraphs. */
  cache?: FetchCache | undefined;
  /** Is shown each answer. */
  onAnswer?: (run: Run, answer: SubgraphAnswer) => void;
}

export interface FetchPlace {
  node: FetchNode;
  path: EntityPath;
  /** Whether another fetch may write where this one writes, above or below, once it has merged. */
  isWrittenAgain: boolean;
}
