/**
 * The subgraphs of the running supergraph, by name, each under its policy. A subgraph whose address changes
 * gets new pools.
 */
import type { ServiceEndpointDefinition } from '@apollo/gateway';
import { policyOf, type SubgraphPolicies } from './resilience/policy.js';
import {
  createSubgraphDataSource,
  type SubgraphDataSource,
  type SubgraphOptions,
} from './subgraph-data-source.js';

export interface SubgraphsOptions extends Omit<SubgraphOptions, 'name' | 'urls' | 'policy'> {
  /** Addresses that replace those of the supergraph; those of a policy replace both. */
  urls: Readonly<Record<string, string>>;
  /** Longest wait for one answer, where a policy does not say otherwise. */
  timeoutMs?: number;
  policies?: SubgraphPolicies;
  /** How long a request that still plans with the old address may run. */
  requestTimeoutMs: number;
}

export interface Subgraphs {
  /** The data source of a subgraph; the same one as long as its address stays. */
  get(definition: ServiceEndpointDefinition): SubgraphDataSource;
  /** Names that have a policy, but are of no subgraph that was ever asked for. */
  unknownNames(): string[];
  close(): Promise<void>;
}

export function createSubgraphs(options: SubgraphsOptions): Subgraphs {
  const { urls, timeoutMs, policies = {}, requestTimeoutMs, ...rest } = options;
  const current = new Map<string, SubgraphDataSource>();
  const leaving = new Map<SubgraphDataSource, NodeJS.Timeout>();
  const retire = (old: SubgraphDataSource) => {
    const close = () => {
      leaving.delete(old);
      void old.close();
    };
    leaving.set(old, setTimeout(close, requestTimeoutMs).unref());
  };
  return {
    get({ name, url: written }) {
      const policy = policyOf(name, policies, timeoutMs);
      const addresses = policy.urls ?? [urls[name] ?? written ?? ''].filter(Boolean);
      if (addresses.length === 0) throw new Error(`The supergraph has no address for "${name}".`);
      const known = current.get(name);
      if (known?.urls.join() === addresses.join()) return known;
      const created = createSubgraphDataSource({ name, urls: addresses, policy, ...rest });
      current.set(name, created);
      if (known) retire(known);
      return created;
    },
    unknownNames: () => Object.keys(policies).filter((name) => name !== '*' && !current.has(name)),
    async close() {
      leaving.forEach((timer) => clearTimeout(timer));
      await Promise.all([...current.values(), ...leaving.keys()].map((source) => source.close()));
    },
  };
}
