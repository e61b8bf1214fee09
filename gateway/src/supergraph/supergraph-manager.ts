/**
 * Between a source and @apollo/gateway: takes what is new when it is fit to run, refuses what is not,
 * and keeps the last good one. It does not know where a supergraph comes from nor how it is run.
 */
import type { SupergraphManager } from '@apollo/gateway';
import type { Logger } from '@tributary/service';
import { beginWith } from './first-supergraph.js';
import type { LastGood } from './last-good.js';
import type { SupergraphSource } from './supergraph-source.js';
import type { SupergraphState } from './supergraph-state.js';
import { createTurns } from './turns.js';

export interface SupergraphManagerOptions {
  source: SupergraphSource;
  state: SupergraphState;
  logger: Logger;
  /** Rejects when the gateway could not run this supergraph. */
  rehearse: (supergraphSdl: string) => Promise<void>;
  /** Without it a start needs the source. */
  lastGood?: LastGood | undefined;
}

/** Rejects at start with ConfigError when neither the source nor the disk has one that is fit to run. */
export function createSupergraphManager(options: SupergraphManagerOptions): SupergraphManager {
  return {
    async initialize({ update }) {
      const first = await beginWith(options);
      const following = new Following(options, update, first.running, first.refused);
      return { supergraphSdl: first.running, cleanup: async () => following.stop() };
    },
  };
}

/** Looks at the source until it is stopped. */
class Following {
  #isStopped = false;
  #isReachable = true;
  readonly #stopWatching: () => void;

  /** @param refused what the source has and is not fit to run: it is not judged again */
  constructor(
    readonly options: SupergraphManagerOptions,
    readonly update: (supergraphSdl: string) => void,
    private running: string,
    private refused: string | undefined,
  ) {
    const look = createTurns(
      () => this.#look(),
      (error) => this.#miss(error),
    );
    this.#stopWatching = options.source.watch(look);
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopWatching();
  }

  async #look(): Promise<void> {
    const read = await this.options.source.read();
    if (this.#isStopped) return;
    this.#isReachable = true;
    const supergraphSdl = read ?? this.refused ?? this.running;
    if (supergraphSdl === this.refused) return this.options.state.saw('refused');
    this.refused = undefined;
    if (supergraphSdl !== this.running) return this.#judge(supergraphSdl);
    this.options.state.saw('current');
  }

  async #judge(supergraphSdl: string): Promise<void> {
    const { rehearse, logger, source, state } = this.options;
    const { place } = source;
    try {
      await rehearse(supergraphSdl);
      if (this.#isStopped) return;
      this.update(supergraphSdl);
    } catch (error) {
      this.refused = supergraphSdl;
      state.refused();
      logger.error({ err: error, place }, 'the changed supergraph is refused; the last one stays');
      return;
    }
    this.running = supergraphSdl;
    state.took(source.kind, supergraphSdl);
    logger.info({ place }, 'the supergraph changed; new requests use the new one');
    await this.options.lastGood?.save(supergraphSdl);
  }

  /** Told once, until the source is there again. */
  #miss(error: unknown): void {
    const { logger, source, state } = this.options;
    state.unreachable();
    const level = this.#isReachable ? 'warn' : 'debug';
    this.#isReachable = false;
    logger[level](
      { err: error, place: source.place },
      'the supergraph cannot be read; the last one stays',
    );
  }
}
