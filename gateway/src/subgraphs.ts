/** The subgraphs of the running supergraph, by name. A subgraph whose address changes gets a new pool. */
import type { ServiceEndpointDefinition } from '@apollo/gateway';
import {
  createSubgraphDataSource,
  type SubgraphDataSource,
  type SubgraphOptions,
} from './subgraph-data-source.js';

export interface SubgraphsOptions extends Omit<SubgraphOptions, 'name' | 'url'> {
  /** Addresses that replace those of the supergraph. */
  urls: Readonly<Record<string, string>>;
  /** How long a request that still plans with the old address may run. */
  requestTimeoutMs: number;
}

export interface Subgraphs {
  /** The data source of a subgraph; the same one as long as its address stays. */
  get(definition: ServiceEndpointDefinition): SubgraphDataSource;
  close(): Promise<void>;
}

export function createSubgraphs({
  urls,
  requestTimeoutMs,
  ...options
}: SubgraphsOptions): Subgraphs {
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
      const url = urls[name] ?? written;
      if (!url) throw new Error(`The supergraph has no address for "${name}".`);
      const known = current.get(name);
      if (known?.url === url) return known;
      const created = createSubgraphDataSource({ name, url, ...options });
      current.set(name, created);
      if (known) retire(known);
      return created;
    },
    async close() {
      leaving.forEach((timer) => clearTimeout(timer));
      await Promise.all([...current.values(), ...leaving.keys()].map((source) => source.close()));
    },
  };
}
