/**
 * One HTTP request to a subgraph: sends a body, waits no longer than it may, reads the whole answer. What
 * grows too large is cut off where that shows, and the connection closed. What is large is read a piece at a
 * time, so that whatever else there is to do is done in between.
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
  /** The largest answer to this request, in bytes. */
  maxBytes: number;
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
  cacheControl: string | undefined;
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

/** Node reads megabytes from one socket before it looks at the next one. */
const readAtOnceBytes = 262_144;
const pieceBytes = 65_536;

class ResponseReader implements Dispatcher.DispatchHandler, Cancellable {
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #fault: SubgraphFault | undefined;
  #status = 0;
  #cacheControl: string | undefined;
  #size = 0;
  #pauseAt = readAtOnceBytes;
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
    this.#cacheControl = headers['cache-control'] as string | undefined;
    if (Number(headers['content-length']) > this.request.maxBytes) this.#cutOff();
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    if (this.#fault) return;
    const { sizes, maxBytes } = this.request;
    this.#size += chunk.length;
    sizes.readingBytes += chunk.length;
    if (this.#size > maxBytes || sizes.readingBytes > sizes.maxReadingBytes) this.#cutOff();
    else if (!this.#first) this.#first = chunk;
    else (this.#rest ??= [this.#first]).push(chunk);
    if (this.#size > this.#pauseAt) this.#letOthersTurn();
  }

  onResponseEnd(): void {
    if (this.#fault) return;
    this.#end();
    const bytes = this.#rest ? Buffer.concat(this.#rest) : this.#first;
    const text = bytes ? decode(bytes) : '';
    this.resolve({ status: this.#status, text, cacheControl: this.#cacheControl });
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#fault) return;
    this.#end();
    this.reject(explain(error));
  }

  #letOthersTurn(): void {
    this.#pauseAt = this.#size + pieceBytes;
    const controller = this.#controller!;
    controller.pause();
    setImmediate(resume, controller);
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

const resume = (controller: Dispatcher.DispatchController): void => controller.resume();

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
