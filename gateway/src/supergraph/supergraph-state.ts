/** Which supergraph runs and whether it is the one of its source: for /health/ready and /metrics. */
import { createHash } from 'node:crypto';
import { Counter, Gauge } from '@tributary/service';

const reads = new Counter({
  name: 'gateway_supergraph_reads_total',
  help: 'Supergraphs that were taken or refused, and reads of the source that failed.',
  labelNames: ['outcome'],
});
const isCurrent = new Gauge({
  name: 'gateway_supergraph_current',
  help: '1 while what runs is what its source has; 0 while that is refused or cannot be had.',
});
const takenAt = new Gauge({
  name: 'gateway_supergraph_taken_timestamp_seconds',
  help: 'When the supergraph that runs was taken.',
});

/** What runs is the source's; or the source has a broken one; or it cannot be read. */
export type Standing = 'current' | 'refused' | 'unreachable';

export interface SupergraphDescription {
  source: string;
  standing: Standing;
  /** The start of the SHA-256 of the one that runs. */
  id: string;
  takenAt: string;
}

export class SupergraphState {
  #running: Omit<SupergraphDescription, 'standing'> | undefined;
  #standing: Standing = 'current';

  /** Undefined before the first one is loaded. */
  describe(): SupergraphDescription | undefined {
    return this.#running && { ...this.#running, standing: this.#standing };
  }

  /** It runs from now on. */
  took(source: string, supergraphSdl: string): void {
    const now = new Date();
    const id = createHash('sha256').update(supergraphSdl).digest('hex').slice(0, 12);
    this.#running = { source, id, takenAt: now.toISOString() };
    takenAt.set(now.getTime() / 1_000);
    this.#count('taken', 'current');
  }

  refused(): void {
    this.#count('refused', 'refused');
  }

  unreachable(): void {
    this.#count('unreachable', 'unreachable');
  }

  /** The source is as it was found before. */
  saw(standing: Standing): void {
    this.#standing = standing;
    isCurrent.set(standing === 'current' ? 1 : 0);
  }

  #count(outcome: string, standing: Standing): void {
    reads.inc({ outcome });
    this.saw(standing);
  }
}
