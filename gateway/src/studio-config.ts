/** Whether Apollo Studio is part of the deployment, as an operator says. */
import { ConfigError } from '@tributary/service';

export interface StudioConfig {
  key: string;
  graphRef: string;
  uplinkEndpoints?: string[] | undefined;
  usageReportingUrl?: string | undefined;
}

interface StudioVariables {
  SUPERGRAPH_SOURCE?: 'file' | 'url' | 'uplink' | undefined;
  APOLLO_KEY?: string | undefined;
  APOLLO_GRAPH_REF?: string | undefined;
  APOLLO_UPLINK_ENDPOINTS?: string | undefined;
  APOLLO_USAGE_REPORTING_URL?: string | undefined;
}

/**
 * Undefined without Studio.
 * @throws ConfigError for one of the two variables alone, and for Uplink without them
 */
export function readStudio(read: StudioVariables): StudioConfig | undefined {
  const { APOLLO_KEY: key, APOLLO_GRAPH_REF: graphRef } = read;
  if (key && graphRef)
    return {
      key,
      graphRef,
      uplinkEndpoints: read.APOLLO_UPLINK_ENDPOINTS?.split(',').map((url) => url.trim()),
      usageReportingUrl: read.APOLLO_USAGE_REPORTING_URL,
    };
  if (!key && !graphRef && read.SUPERGRAPH_SOURCE !== 'uplink') return undefined;
  const faults = [];
  const reason = 'is missing: Apollo Studio needs both APOLLO_KEY and APOLLO_GRAPH_REF';
  if (!key) faults.push(`APOLLO_KEY ${reason}`);
  if (!graphRef) faults.push(`APOLLO_GRAPH_REF ${reason}`);
  throw new ConfigError(faults);
}
