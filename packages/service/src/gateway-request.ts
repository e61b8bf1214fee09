/**
 * One POST to the gateway and its whole answer, within a deadline. It reads as undici hands the bytes over:
 * without its streams and signals a request costs half. What an answer means is gateway-client.ts's.
 */
import { isAscii } from 'node:buffer';
import type { Dispatcher } from 'undici';

export interface GatewayRequest {
  path: string;
  headers: Record<string, string>;
  body: string;
  /** For the whole answer, the wait for a free connection included. */
  timeoutMs: number;
}

export interface GatewayAnswer {
  status: number;
  text: string;
}

/** Rejects with a TimeoutError when the time is over, otherwise with what undici says. */
export function postToGateway(
  dispatcher: Dispatcher,
  { path, headers, body, timeoutMs }: GatewayRequest,
): Promise<GatewayAnswer> {
  return new Promise((resolve, reject) => {
    const reader = new AnswerReader(timeoutMs, resolve, reject);
    try {
      dispatcher.dispatch({ method: 'POST', path, headers, body }, reader);
    } catch (error) {
      reader.onResponseError(undefined, error as Error);
    }
  });
}

class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #late: Error | undefined;
  #status = 0;
  readonly #chunks: Buffer[] = [];

  constructor(
    readonly timeoutMs: number,
    readonly resolve: (answer: GatewayAnswer) => void,
    readonly reject: (error: Error) => void,
  ) {
    this.#timer = setTimeout(expire, timeoutMs, this);
  }

  /** Also while the request waits for a free connection. */
  expire(): void {
    this.#late = lateError(this.timeoutMs);
    this.#controller?.abort(this.#late);
    this.reject(this.#late);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#late) controller.abort(this.#late);
  }

  onResponseStart(_controller: unknown, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    this.resolve({ status: this.#status, text: decode(this.#chunks) });
  }

  onResponseError(_controller: unknown, error: Error): void {
    clearTimeout(this.#timer);
    this.reject(error);
  }
}

const expire = (reader: AnswerReader): void => reader.expire();

export function lateError(timeoutMs: number): Error {
  const late = new Error(`The gateway did not answer within ${timeoutMs} ms.`);
  late.name = 'TimeoutError';
  return late;
}

export function decode(chunks: readonly Buffer[]): string {
  const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  // Most answers are ASCII, which need not be decoded.
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}
