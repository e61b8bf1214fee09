/** The cache as the execution of plans sees it. */
import type { FetchNode } from '@apollo/query-planner';
import { type GraphQLSchema, OperationTypeNode } from 'graphql';
import type { FetchPlace, FetchTools } from '../execution/fetch-tools.js';
import type { Step } from '../execution/run.js';
import { readCacheHint } from './cache-hint.js';
import { CachedFetch } from './cached-fetch.js';
import { compileCachedStep } from './cached-steps.js';
import type { CacheReader } from './cache-reader.js';
import { compileDependencies } from './dependencies.js';
import { restrictPolicy } from './response-policy.js';
import { type GraphFacts, readTypeFacts } from './type-facts.js';

type CompilePlain = (using: FetchTools) => Step;

export interface FetchCache {
  readonly facts: GraphFacts;
  /** Undefined where no answer may ever be kept. */
  compile(
    place: FetchPlace,
    tools: FetchTools,
    compilePlain: CompilePlain,
  ): KeepingStep | undefined;
}

export interface KeepingStep {
  /** Keeps answers once the subgraph says that they may be kept. */
  step: Step;
  /** Whether it has said so lately. */
  isInUse: () => boolean;
}

/** The cache for the operations of one supergraph. */
export function createFetchCache(schema: GraphQLSchema, reader: CacheReader): FetchCache {
  const facts = readTypeFacts(schema);
  return {
    facts,
    compile(place, tools, compilePlain) {
      const fetch = toCachedFetch(place.node, facts);
      return fetch && compileStep({ place, tools, fetch, reader }, compilePlain);
    },
  };
}

function toCachedFetch(node: FetchNode, facts: GraphFacts): CachedFetch | undefined {
  if (node.operationKind === OperationTypeNode.MUTATION) return undefined;
  const tagsOf = compileDependencies(node, facts);
  const { serviceName, operation } = node;
  return tagsOf && new CachedFetch(serviceName, operation, tagsOf);
}

/** The plain step learns from the answers; what it takes to keep them is made when one may be kept. */
function compileStep(
  step: Parameters<typeof compileCachedStep>[0],
  compilePlain: CompilePlain,
): KeepingStep {
  const { fetch, tools } = step;
  const plain = compilePlain({
    ...tools,
    onAnswer: (run, { errors, cacheControl }) => {
      const hint = errors ? undefined : readCacheHint(cacheControl);
      if (hint) fetch.learn(hint);
      restrictPolicy(run.context, hint);
    },
  });
  let cached: Step | undefined;
  return {
    step: (run) => (fetch.isWorthwhile ? (cached ??= compileCachedStep(step))(run) : plain(run)),
    isInUse: () => fetch.isWorthwhile,
  };
}
