/** Where the supergraph comes from, as the configuration says it, and the source that this makes. */
import { ConfigError, type Logger } from '@tributary/service';
import { createFileSource } from './file-source.js';
import type { SupergraphSource } from './supergraph-source.js';
import { createUplinkSource } from './uplink-source.js';
import { createUrlSource } from './url-source.js';

export interface SupergraphConfig {
  from: SupergraphPlace;
  /** How often an address is asked. */
  pollMs: number;
  timeoutMs: number;
  maxBytes: number;
  /** Folder in which the last good one is kept; undefined keeps none. */
  cacheFolder?: string | undefined;
}

export type SupergraphPlace =
  | { kind: 'file'; file: string }
  | { kind: 'url'; url: string; authorization?: string | undefined }
  | { kind: 'uplink'; key: string; graphRef: string; endpoints?: readonly string[] | undefined };

interface Variables {
  SUPERGRAPH_SOURCE?: 'file' | 'url' | 'uplink' | undefined;
  SUPERGRAPH_FILE?: string | undefined;
  SUPERGRAPH_URL?: string | undefined;
  SUPERGRAPH_AUTHORIZATION?: string | undefined;
  SUPERGRAPH_POLL_MS: number;
  SUPERGRAPH_TIMEOUT_MS: number;
  SUPERGRAPH_MAX_BYTES: number;
  SUPERGRAPH_CACHE_DIR?: string | undefined;
}

interface Studio {
  key: string;
  graphRef: string;
  uplinkEndpoints?: string[] | undefined;
}

/** Beside the embedded databases of a checkout; a container names a volume. */
const defaultCacheFolder = '.data/supergraph';

/**
 * A file is its own copy: nothing is kept of it unless a folder is named.
 * @throws ConfigError when the chosen source is not described
 */
export function readSupergraphConfig(
  read: Variables,
  studio: Studio | undefined,
  defaultFile: string | undefined,
): SupergraphConfig {
  const from = readPlace(read, studio, defaultFile);
  return {
    from,
    pollMs: read.SUPERGRAPH_POLL_MS,
    timeoutMs: read.SUPERGRAPH_TIMEOUT_MS,
    maxBytes: read.SUPERGRAPH_MAX_BYTES,
    cacheFolder:
      read.SUPERGRAPH_CACHE_DIR ?? (from.kind === 'file' ? undefined : defaultCacheFolder),
  };
}

function readPlace(
  read: Variables,
  studio: Studio | undefined,
  defaultFile: string | undefined,
): SupergraphPlace {
  const { SUPERGRAPH_URL: url, SUPERGRAPH_AUTHORIZATION: authorization } = read;
  const kind = read.SUPERGRAPH_SOURCE ?? (url ? 'url' : 'file');
  if (kind === 'uplink') {
    const { key, graphRef, uplinkEndpoints: endpoints } = studio!;
    return { kind, key, graphRef, endpoints };
  }
  if (kind === 'url') {
    if (url) return { kind, url, authorization };
    throw new ConfigError(['SUPERGRAPH_URL is missing: SUPERGRAPH_SOURCE asks for an address']);
  }
  const file = read.SUPERGRAPH_FILE ?? defaultFile;
  if (file) return { kind, file };
  throw new ConfigError(['SUPERGRAPH_FILE is missing']);
}

export function createSupergraphSource(config: SupergraphConfig, logger: Logger): SupergraphSource {
  const { from, pollMs, timeoutMs, maxBytes } = config;
  if (from.kind === 'file') return createFileSource({ file: from.file, logger });
  if (from.kind === 'url') return createUrlSource({ ...from, pollMs, timeoutMs, maxBytes });
  return createUplinkSource({ ...from, pollMs, timeoutMs, maxBytes });
}
