/** Subscribes to a subgraph by GraphQL over server-sent events, a connection for each subscription. */
import { StringDecoder } from 'node:string_decoder';
import { createSseParser, type ServerSentEvent } from '@tributary/service/sse-parser';
import type { Agent, Dispatcher } from 'undici';
import { readAnswer } from '../subgraph-answer.js';
import { SubgraphFault } from '../subgraph-fault.js';
import {
  maxEventLength,
  once,
  type OpenSource,
  type SourceEvents,
  type SourceRequest,
  unavailable,
} from './source.js';

export function createSseSource(agent: Agent): OpenSource {
  return (request, events) => {
    const reader = new StreamReader(request, events);
    const { query, operationName, variables, url, headers } = request;
    agent.dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'POST',
        headers: { ...headers, accept: 'text/event-stream' },
        body: JSON.stringify({ query, operationName, variables }),
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      reader,
    );
    return reader.events;
  };
}

class StreamReader implements Dispatcher.DispatchHandler {
  readonly events: ReturnType<typeof once>;
  readonly #parse = createSseParser(maxEventLength);
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #isReleased = false;
  #isStream = false;
  #status = 0;
  #body = '';
  readonly #decoder = new StringDecoder('utf8');

  constructor({ timeoutMs }: SourceRequest, events: SourceEvents) {
    this.events = once(events, () => this.#release());
    this.#timer = setTimeout(() => {
      this.events.onFault(unavailable(`did not accept a subscription within ${timeoutMs} ms`));
    }, timeoutMs);
  }

  #release(): void {
    this.#isReleased = true;
    clearTimeout(this.#timer);
    this.#controller?.abort(new Error('The subscription is over.'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isReleased) controller.abort(new Error('The subscription is over.'));
  }

  onResponseStart(
    _controller: unknown,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    const type = String(headers['content-type'] ?? '');
    this.#isStream = status === 200 && type.startsWith('text/event-stream');
    if (!this.#isStream) return;
    clearTimeout(this.#timer);
    this.events.onOpen();
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    try {
      if (this.#isStream) for (const event of this.#parse(chunk)) this.#take(event);
      else if (this.#body.length + chunk.length <= maxEventLength)
        this.#body += this.#decoder.write(chunk);
      else throw unavailable('answered a subscription with too much');
    } catch (error) {
      this.events.onFault(toFault(error));
    }
  }

  #take({ event, data }: ServerSentEvent): void {
    if (event === 'next') this.events.onEvent(readAnswer(200, data, undefined), data.length);
    else if (event === 'complete') this.events.onComplete();
  }

  /** What is no stream may be a refusal in the shape of a GraphQL response. */
  onResponseEnd(): void {
    try {
      if (this.#isStream) throw unavailable('ended a stream before it was complete');
      const answer = readAnswer(this.#status, this.#body, undefined);
      this.events.onEvent(answer, this.#body.length);
      this.events.onComplete();
    } catch (error) {
      this.events.onFault(toFault(error));
    }
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.events.onFault(toFault(error));
  }
}

function toFault(error: unknown): SubgraphFault {
  if (error instanceof SubgraphFault) return error;
  const { code, message } = error as { code?: string; message: string };
  return unavailable(`cannot be subscribed to: ${code ?? message}`, error);
}
