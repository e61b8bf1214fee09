/**
 * One HTTP request to a subgraph: sends a body, waits no longer than it may, reads the whole answer. What
 * grows too large is cut off where that shows, and the connection closed.
 */
import { isAscii } from 'node:buffer';
import type { Dispatcher } from 'undici';
import type { Cancellable } from './client-presence.js';
import { type FaultReason, SubgraphFault } from './subgraph-fault.js';

export interface SubgraphRequest {
  path: string;
  /** Names and values in turn. */
  headers: string[];
  body: string;
  timeoutMs: number;
  /** The reason of the fault when the time runs out. */
  onTimeout: FaultReason;
  sizes: ResponseSizes;
  /** Told how to cancel the request while it runs. */
  owner: { stage: Cancellable | undefined };
}

/** How large answers may be: each, and together those of one subgraph that are being read. */
export class ResponseSizes {
  /** Bytes of the answers that are being read now. */
  readingBytes = 0;
  constructor(
    readonly maxBytes: number,
    readonly maxReadingBytes = 2 * maxBytes,
  ) {}
}

export interface SubgraphResponse {
  status: number;
  text: string;
}

/** Rejects with SubgraphFault. */
export function post(dispatcher: Dispatcher, request: SubgraphRequest): Promise<SubgraphResponse> {
  return new Promise((resolve, reject) => {
    const { path, headers, body } = request;
    const reader = new ResponseReader(request, resolve, reject);
    try {
      dispatcher.dispatch({ method: 'POST', path, headers, body }, reader);
    } catch (error) {
      reader.onResponseError(undefined, error as Error);
    }
  });
}

class ResponseReader implements Dispatcher.DispatchHandler, Cancellable {
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #fault: SubgraphFault | undefined;
  #status = 0;
  #size = 0;
  #first: Buffer | undefined;
  #rest: Buffer[] | undefined;

  constructor(
    readonly request: SubgraphRequest,
    readonly resolve: (response: SubgraphResponse) => void,
    readonly reject: (fault: SubgraphFault) => void,
  ) {
    this.#timer = setTimeout(expire, request.timeoutMs, this);
    request.owner.stage = this;
  }

  /** Also while the request waits for a free connection. */
  cancel(fault: SubgraphFault): void {
    this.#end();
    this.#fault = fault;
    this.#first = this.#rest = undefined;
    this.#controller?.abort(fault);
    this.reject(fault);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#fault) controller.abort(this.#fault);
  }

  onResponseStart(
    _controller: unknown,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    if (Number(headers['content-length']) > this.request.sizes.maxBytes) this.#cutOff();
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    if (this.#fault) return;
    const { sizes } = this.request;
    this.#size += chunk.length;
    sizes.readingBytes += chunk.length;
    if (this.#size > sizes.maxBytes || sizes.readingBytes > sizes.maxReadingBytes) this.#cutOff();
    else if (!this.#first) this.#first = chunk;
    else (this.#rest ??= [this.#first]).push(chunk);
  }

  onResponseEnd(): void {
    if (this.#fault) return;
    this.#end();
    const bytes = this.#rest ? Buffer.concat(this.#rest) : this.#first;
    this.resolve({ status: this.#status, text: bytes ? decode(bytes) : '' });
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#fault) return;
    this.#end();
    this.reject(explain(error));
  }

  #cutOff(): void {
    this.cancel(new SubgraphFault('size', 'answered with more than it may'));
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.request.sizes.readingBytes -= this.#size;
    this.#size = 0;
    this.request.owner.stage = undefined;
  }
}

function expire(reader: ResponseReader): void {
  const { onTimeout, timeoutMs } = reader.request;
  reader.cancel(new SubgraphFault(onTimeout, `did not answer within ${timeoutMs} ms`));
}

/** Most answers are ASCII, which need not be decoded. */
const decode = (bytes: Buffer): string => bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');

function explain(error: Error): SubgraphFault {
  const cause = (error as { code?: string }).code ?? error.message;
  return new SubgraphFault('connection', `cannot be called: ${cause}`, { cause: error });
}
