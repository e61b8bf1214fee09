/** One HTTP request to a subgraph: sends a body, waits no longer than it may, reads the whole answer. */
import { isAscii } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { SubgraphDeadline } from './subgraph-deadline.js';
import { SubgraphFault } from './subgraph-fault.js';

export interface SubgraphRequest {
  path: string;
  /** Names and values in turn. */
  headers: string[];
  body: string;
  deadline: SubgraphDeadline;
}

export interface SubgraphResponse {
  status: number;
  text: string;
  cacheControl: string | undefined;
}

/** Rejects with SubgraphFault. */
export function post(dispatcher: Dispatcher, request: SubgraphRequest): Promise<SubgraphResponse> {
  return new Promise((resolve, reject) => {
    const { path, headers, body, deadline } = request;
    const reader = new ResponseReader(deadline, resolve, reject);
    dispatcher.dispatch({ method: 'POST', path, headers, body }, reader);
  });
}

class ResponseReader implements Dispatcher.DispatchHandler {
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #expired: SubgraphFault | undefined;
  #status = 0;
  #cacheControl: string | undefined;
  #first: Buffer | undefined;
  #rest: Buffer[] | undefined;

  constructor(
    readonly deadline: SubgraphDeadline,
    readonly resolve: (response: SubgraphResponse) => void,
    readonly reject: (fault: SubgraphFault) => void,
  ) {
    this.#timer = setTimeout(expire, deadline.timeoutMs, this);
  }

  /** Also while the request waits for a free connection. */
  expire(): void {
    const { code, timeoutMs } = this.deadline;
    this.#expired = new SubgraphFault(code, `did not answer within ${timeoutMs} ms`);
    this.#controller?.abort(this.#expired);
    this.reject(this.#expired);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#expired) controller.abort(this.#expired);
  }

  onResponseStart(_controller: unknown, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    this.#cacheControl = headers['cache-control'];
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    if (!this.#first) this.#first = chunk;
    else (this.#rest ??= [this.#first]).push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    const bytes = this.#rest ? Buffer.concat(this.#rest) : this.#first;
    const text = bytes ? decode(bytes) : '';
    this.resolve({ status: this.#status, text, cacheControl: this.#cacheControl });
  }

  onResponseError(_controller: unknown, error: Error): void {
    clearTimeout(this.#timer);
    this.reject(explain(error));
  }
}

function expire(reader: ResponseReader): void {
  reader.expire();
}

/** Most answers are ASCII, which need not be decoded. */
const decode = (bytes: Buffer): string => bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');

function explain(error: Error): SubgraphFault {
  if (error instanceof SubgraphFault) return error;
  const cause = (error as { code?: string }).code ?? error.message;
  return new SubgraphFault('SUBGRAPH_UNAVAILABLE', `cannot be called: ${cause}`, { cause: error });
}
