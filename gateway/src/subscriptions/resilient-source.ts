/**
 * A source that connects anew when its subgraph is lost, a bounded number of times in a row. Events that
 * happened meanwhile are lost; a subgraph that sends the present state first loses nothing.
 */
import type { SubgraphFault } from '../subgraph-fault.js';
import type { OpenSource, Source, SourceEvents, SourceRequest } from './source.js';

export interface ResilientOptions {
  open: OpenSource;
  /** Made anew for each connection: signatures in it grow old. */
  createRequest: (instance: string) => Promise<SourceRequest>;
  /** The address of one that is well. @param avoid has just failed */
  chooseInstance: (avoid: string | undefined) => string;
  /** How many there are. */
  instances: number;
  reconnects: number;
  /** Told before each connection after the first. */
  onReconnect: (fault: SubgraphFault) => void;
}

const firstWaitMs = 100;
const longestWaitMs = 5_000;
/** A connection that lasted so long was sound: failures are counted from the start again. */
const soundAfterMs = 10_000;

/** The first connection is tried once at each instance: its client is there to be told and to try again. */
export function openResilient(options: ResilientOptions, events: SourceEvents): Source {
  let current: Source | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let hasOpened = false;
  let failures = 0;
  let openedAt = 0;
  let instance: string | undefined;
  const retry = (fault: SubgraphFault) => {
    if (performance.now() - openedAt > soundAfterMs) failures = 0;
    const attempts = hasOpened ? options.reconnects : options.instances - 1;
    if (failures >= attempts) return events.onFault(fault);
    const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** failures++);
    options.onReconnect(fault);
    timer = setTimeout(connect, waitMs * (0.5 + Math.random()));
  };
  const observed: SourceEvents = {
    onOpen: () => {
      if (!hasOpened) failures = 0;
      hasOpened = true;
      openedAt = performance.now();
      events.onOpen();
    },
    onEvent: (answer, bytes) => events.onEvent(answer, bytes),
    onComplete: () => events.onComplete(),
    onFault: retry,
  };
  function connect(): void {
    instance = options.chooseInstance(instance);
    options.createRequest(instance).then(
      (request) => {
        if (!isClosed) current = options.open(request, observed);
      },
      (error: SubgraphFault) => {
        if (!isClosed) events.onFault(error);
      },
    );
  }
  connect();
  return {
    close() {
      isClosed = true;
      clearTimeout(timer);
      current?.close();
    },
  };
}
