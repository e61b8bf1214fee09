/** The seam between a subscription and the protocol that its subgraph speaks. */
import type { SubgraphAnswer } from '../subgraph-answer.js';
import { SubgraphFault } from '../subgraph-fault.js';

/** What a subgraph is subscribed to with. */
export interface SourceRequest {
  url: URL;
  headers: Readonly<Record<string, string>>;
  query: string;
  operationName: string | undefined;
  variables: Readonly<Record<string, unknown>>;
  /** Longest wait until the subgraph accepts. */
  timeoutMs: number;
}

/** Exactly one of `onComplete` and `onFault` is called, and nothing after it or after `close`. */
export interface SourceEvents {
  onOpen(): void;
  onEvent(answer: SubgraphAnswer, bytes: number): void;
  onComplete(): void;
  onFault(fault: SubgraphFault): void;
}

export interface Source {
  close(): void;
}

/** Connects in the background. */
export type OpenSource = (request: SourceRequest, events: SourceEvents) => Source;

/** Longest event of a subgraph, in characters. */
export const maxEventLength = 1_048_576;

export const unavailable = (message: string, cause?: unknown): SubgraphFault =>
  new SubgraphFault('connection', message, { cause });

/** Lets events through until the first that ends, so that a source may be careless about its end. */
export function once(events: SourceEvents, release: () => void): SourceEvents & Source {
  let isOver = false;
  const end = (tell: () => void) => {
    if (isOver) return;
    isOver = true;
    release();
    tell();
  };
  return {
    onOpen: () => void (isOver || events.onOpen()),
    onEvent: (answer, bytes) => void (isOver || events.onEvent(answer, bytes)),
    onComplete: () => end(() => events.onComplete()),
    onFault: (fault) => end(() => events.onFault(fault)),
    close: () => end(() => undefined),
  };
}
