/**
 * Queries that are ready in the same turn of the event loop leave as one HTTP request, and each is answered as
 * soon as the gateway has its answer, whatever the others take: a busy process pays for its sockets once a
 * turn, an idle one sends what it would send anyway (ADR 14).
 */
import type { Dispatcher } from 'undici';
import { batchPath, requestsMax } from './batch-format.js';
import {
  decode,
  type GatewayAnswer,
  type GatewayRequest,
  lateError,
  postToGateway,
} from './gateway-request.js';

/** Characters of a batch; three times as many bytes are less than a gateway takes. */
const lengthMax = 131_072;
/** For so long nothing is sent together after the gateway did not know what that is. */
const unknownMs = 60_000;
const lineEnd = 10;

interface Asked extends GatewayRequest {
  resolve: (answer: GatewayAnswer) => void;
  reject: (error: Error) => void;
}

type Refused = (requests: Iterable<Asked>, status: number) => void;

/** For requests of one path that may be sent twice. Rejects as `postToGateway` does. */
export function createBatches(
  dispatcher: Dispatcher,
): (request: GatewayRequest) => Promise<GatewayAnswer> {
  let asked: Asked[] = [];
  let unknownUntil = 0;

  const sendAlone = (request: Asked) =>
    void postToGateway(dispatcher, request).then(request.resolve, request.reject);
  const refused: Refused = (requests, status) => {
    if (status === 404) unknownUntil = performance.now() + unknownMs;
    for (const request of requests) sendAlone(request);
  };
  const send = () => {
    const all = asked;
    asked = [];
    const isKnown = performance.now() >= unknownUntil;
    for (const batch of isKnown ? inBatches(all) : all.map((one) => [one]))
      if (batch.length === 1) sendAlone(batch[0]!);
      else sendTogether(dispatcher, batch, refused);
  };
  return (request) =>
    new Promise((resolve, reject) => {
      if (asked.push({ ...request, resolve, reject }) === 1) setImmediate(send);
    });
}

function inBatches(all: readonly Asked[]): Asked[][] {
  const batches: Asked[][] = [];
  let batch: Asked[] | undefined;
  let length = 0;
  for (const request of all) {
    length += request.body.length;
    if (!batch || batch.length === requestsMax || length > lengthMax) {
      batches.push((batch = []));
      length = request.body.length;
    }
    batch.push(request);
  }
  return batches;
}

function sendTogether(dispatcher: Dispatcher, requests: readonly Asked[], refused: Refused): void {
  const reader = new BatchReader(requests, refused);
  const path = batchPath(requests[0]!.path);
  const body = `[${requests.map(toJson).join()}]`;
  const headers = { 'content-type': 'application/json' };
  try {
    dispatcher.dispatch({ method: 'POST', path, headers, body }, reader);
  } catch (error) {
    reader.onResponseError(undefined, error as Error);
  }
}

const toJson = ({ headers, body }: Asked): string =>
  `{"headers":${JSON.stringify(headers)},"body":${body}}`;

/** A request without an answer. */
interface Open {
  request: Asked;
  timer: NodeJS.Timeout;
}

class BatchReader implements Dispatcher.DispatchHandler {
  readonly #open = new Map<number, Open>();
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  /** What came of a line that has not ended. */
  #rest: Buffer[] = [];

  constructor(
    requests: readonly Asked[],
    readonly refused: Refused,
  ) {
    for (const [index, request] of requests.entries()) {
      const timer = setTimeout(() => this.#expire(index), request.timeoutMs);
      this.#open.set(index, { request, timer });
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#leaveIfDone();
  }

  onResponseStart(_controller: unknown, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    if (this.#status !== 200) return;
    let from = 0;
    for (let end; (end = chunk.indexOf(lineEnd, from)) >= 0; from = end + 1)
      this.#readLine(chunk.subarray(from, end));
    if (from < chunk.length) this.#rest.push(chunk.subarray(from));
  }

  onResponseEnd(): void {
    if (this.#status !== 200) this.refused(this.#takeAll(), this.#status);
    else this.onResponseError(undefined, new Error('A batch of answers ended early.'));
  }

  onResponseError(_controller: unknown, error: Error): void {
    for (const { reject } of this.#takeAll()) reject(error);
  }

  #readLine(end: Buffer): void {
    const line = decode([...this.#rest, end]);
    this.#rest = [];
    const afterIndex = line.indexOf(' ');
    const afterStatus = line.indexOf(' ', afterIndex + 1);
    const request = this.#take(Number(line.slice(0, afterIndex)));
    const status = Number(line.slice(afterIndex + 1, afterStatus));
    request?.resolve({ status, text: line.slice(afterStatus + 1) });
  }

  #expire(index: number): void {
    const request = this.#take(index)!;
    request.reject(lateError(request.timeoutMs));
    this.#leaveIfDone();
  }

  /** Nobody waits for a batch whose requests were all too slow. */
  #leaveIfDone(): void {
    if (this.#open.size === 0) this.#controller?.abort(new Error('All were late.'));
  }

  #take(index: number): Asked | undefined {
    const open = this.#open.get(index);
    if (!open) return undefined;
    clearTimeout(open.timer);
    this.#open.delete(index);
    return open.request;
  }

  #takeAll(): Asked[] {
    return [...this.#open.keys()].map((index) => this.#take(index)!);
  }
}
