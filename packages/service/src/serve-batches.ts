/**
 * The serving side of batch-format.ts: each request is judged and answered by the handler of single ones, by
 * its own headers, as if it had come alone, and as soon as its answer is there.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import { batchPath, requestsMax } from './batch-format.js';
import { errorBody } from './http-server.js';
import type { Logger } from './logger.js';
import { httpDuration } from './metrics.js';
import { readRequestId, requestIdHeader } from './request-context.js';

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

interface Part {
  /** Names in lower case. */
  headers: Record<string, string>;
  body: unknown;
}

/** @param handle answers what comes to `path`: with a text of one line, and the status set on `reply` */
export function serveBatches(app: FastifyInstance, path: string, handle: Handler, logger: Logger) {
  app.post(batchPath(path), (whole, wholeReply) => {
    const parts = readParts(whole.body);
    if (!parts)
      return wholeReply
        .code(400)
        .send(errorBody('BAD_REQUEST', `A batch is a list of 1 to ${requestsMax} requests.`));
    wholeReply.hijack();
    const writer = new LineWriter(wholeReply.raw, parts.length);
    for (const [index, part] of parts.entries()) {
      const line = ({ status, text }: Answer) => writer.write(`${index} ${status} ${text}\n`);
      void answer(requestOf(part, path, whole)).then(line);
    }
    return wholeReply;
  });

  /** Never rejects. */
  async function answer(request: FastifyRequest): Promise<Answer> {
    const startedAt = performance.now();
    const reply = new PartReply();
    const text = await handleOne(request, reply);
    reply.end();
    const labels = { method: 'POST', route: path, status: reply.statusCode };
    httpDuration.observe(labels, (performance.now() - startedAt) / 1_000);
    return { status: reply.statusCode, text };
  }

  async function handleOne(request: FastifyRequest, reply: PartReply): Promise<string> {
    try {
      const text = await handle(request, reply as unknown as FastifyReply);
      if (typeof text === 'string') return text.trimEnd();
      throw new Error('An answer that comes in parts does not fit into a batch.');
    } catch (error) {
      logger.error({ err: error, requestId: request.id }, 'request failed');
      reply.code(500);
      return JSON.stringify(errorBody('INTERNAL_SERVER_ERROR'));
    }
  }
}

interface Answer {
  status: number;
  text: string;
}

/** What handlers look at in a request, of one of a batch; connection and address are those of the batch. */
const requestOf = ({ headers, body }: Part, url: string, whole: FastifyRequest) => {
  const { raw, ip, protocol, hostname } = whole;
  const id = readRequestId(headers[requestIdHeader]);
  const request = {
    id,
    method: 'POST',
    url,
    query: {},
    headers,
    body,
    raw,
    ip,
    protocol,
    hostname,
  };
  return request as unknown as FastifyRequest;
};

function readParts(body: unknown): Part[] | undefined {
  if (!Array.isArray(body) || body.length === 0 || body.length > requestsMax) return undefined;
  return body.every(isPart) ? body : undefined;
}

const isPart = (part: unknown): part is Part => {
  const headers = (part as Part | null)?.headers;
  return (
    typeof headers === 'object' &&
    headers !== null &&
    Object.values(headers).every((value) => typeof value === 'string')
  );
};

/** What a handler says of its answer beside the text. */
class PartReply {
  statusCode = 200;
  readonly #headers = new Map<string, unknown>();
  readonly #ended: (() => void)[] = [];

  header(name: string, value: unknown): this {
    this.#headers.set(name, value);
    return this;
  }

  getHeader(name: string): unknown {
    return this.#headers.get(name);
  }

  code(status: number): this {
    this.statusCode = status;
    return this;
  }

  /** As Fastify's replies do: tells when the answer is there. */
  // oxlint-disable-next-line unicorn/no-thenable
  then(ended: () => void): void {
    this.#ended.push(ended);
  }

  end(): void {
    for (const ended of this.#ended) ended();
  }
}

/** Writes the lines of a turn together, and ends with the last one. */
class LineWriter {
  #lines = '';

  constructor(
    readonly response: ServerResponse,
    private left: number,
  ) {
    response.setHeader('content-type', 'text/plain; charset=utf-8');
  }

  write(line: string): void {
    this.left--;
    if (this.#lines === '') setImmediate(() => this.#flush());
    this.#lines += line;
  }

  #flush(): void {
    const lines = this.#lines;
    this.#lines = '';
    if (this.response.destroyed) return;
    if (this.left === 0) this.response.end(lines);
    else this.response.write(lines);
  }
}
