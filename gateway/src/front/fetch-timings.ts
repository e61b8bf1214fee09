/**
 * How long each fetch of one request took, for the developer who looks at its plan. Only a request that
 * asks for its plan carries one; all others pay a look at a property.
 */
import type { SubgraphCall } from '../execution/subgraph.js';
import type { SubgraphAnswer } from '../subgraph-answer.js';

export interface FetchTiming {
  service: string;
  /** From the start of the request to the start of the fetch. */
  startMs: number;
  durationMs: number;
  /** How many were asked for; undefined for root fields. */
  entities?: number | undefined;
  /** Size of the answer's data as JSON. */
  bytes: number;
  /** How many errors the answer had. */
  errors: number;
}

type Ask = (call: SubgraphCall) => Promise<SubgraphAnswer>;

export class FetchTimings {
  /** In the order in which they began. */
  readonly fetches: FetchTiming[] = [];
  readonly #startedAt = performance.now();

  /** How long the request has run. */
  elapsedMs(): number {
    return round(performance.now() - this.#startedAt);
  }

  async record(service: string, call: SubgraphCall, ask: Ask): Promise<SubgraphAnswer> {
    const startMs = this.elapsedMs();
    const entities = countEntities(call);
    const timing = { service, startMs, durationMs: 0, entities, bytes: 0, errors: 0 };
    this.fetches.push(timing);
    const answer = await ask(call);
    timing.durationMs = round(this.elapsedMs() - startMs);
    timing.bytes = answer.data ? Buffer.byteLength(JSON.stringify(answer.data)) : 0;
    timing.errors = answer.errors?.length ?? 0;
    return answer;
  }
}

/** The same calls, recorded where the request asks for it. */
export function recordTimings(service: string, ask: Ask): Ask {
  return (call) => {
    const { timings } = call.context;
    return timings ? timings.record(service, call, ask) : ask(call);
  };
}

function countEntities({ representations: asked }: SubgraphCall): number | undefined {
  if (typeof asked !== 'object') return asked;
  return Object.values(asked).reduce((sum, count) => sum + count, 0);
}

/** To hundredths of a millisecond: more is noise. */
const round = (ms: number): number => Math.round(ms * 100) / 100;
