/**
 * Stripe over HTTP, as far as the service speaks to it: form-encoded bodies, bearer keys, idempotency
 * keys, errors in Stripe's shape, and the faults that a network and a busy provider have, on demand.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type BookedIntent,
  createStripeBooks,
  type Params,
  StripeFault,
  textOf,
} from './stripe-books.js';
import { type Answer, createIdempotencyLayer } from './stripe-idempotency.js';

export const secretKey = 'sk_test_4eC39HqLyjWDarjtT1zdp7dc';

export type Operation =
  'create' | 'retrieve' | 'confirm' | 'capture' | 'cancel' | 'refund' | 'listRefunds';

export type FaultKind =
  /** Done, but nobody hears of it: the connection breaks. */
  | 'answer lost'
  /** Done at once, answered late. */
  | 'answer late'
  /** At work for a while, with the key in use. */
  | 'slow'
  /** The connection breaks before anything is done. */
  | 'unreachable'
  /** 500, and nothing is done. */
  | 'fails'
  /** 500, though it is done. */
  | 'fails after'
  /** 429. */
  | 'busy';

interface Route {
  operation: Operation;
  method: 'GET' | 'POST';
  path: RegExp;
  allowed: readonly string[];
  required?: readonly string[];
}

const routes: readonly Route[] = [
  {
    operation: 'create',
    method: 'POST',
    path: /^\/v1\/payment_intents$/,
    allowed: ['amount', 'currency', 'capture_method', 'payment_method_types', 'metadata'],
    required: ['amount', 'currency'],
  },
  {
    operation: 'retrieve',
    method: 'GET',
    path: /^\/v1\/payment_intents\/(\w+)$/,
    allowed: ['expand'],
  },
  {
    operation: 'confirm',
    method: 'POST',
    path: /^\/v1\/payment_intents\/(\w+)\/confirm$/,
    allowed: ['payment_method', 'error_on_requires_action', 'off_session', 'expand'],
  },
  {
    operation: 'capture',
    method: 'POST',
    path: /^\/v1\/payment_intents\/(\w+)\/capture$/,
    allowed: ['amount_to_capture', 'expand'],
  },
  {
    operation: 'cancel',
    method: 'POST',
    path: /^\/v1\/payment_intents\/(\w+)\/cancel$/,
    allowed: ['cancellation_reason', 'expand'],
  },
  {
    operation: 'refund',
    method: 'POST',
    path: /^\/v1\/refunds$/,
    allowed: ['payment_intent', 'amount', 'metadata'],
    required: ['payment_intent'],
  },
  {
    operation: 'listRefunds',
    method: 'GET',
    path: /^\/v1\/refunds$/,
    allowed: ['payment_intent', 'limit', 'starting_after'],
  },
];

export type StripeServer = Awaited<ReturnType<typeof startStripeServer>>;

export async function startStripeServer() {
  const books = createStripeBooks();
  const idempotency = createIdempotencyLayer();
  const faults: { operation: Operation; kind: FaultKind; durationMs: number }[] = [];
  const requests: { operation: Operation; key: string | undefined; answer: number | 'none' }[] = [];

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stripe');
    const body = await text(request);
    const route = routes.find(
      ({ method, path }) => method === request.method && path.test(url.pathname),
    );
    if (!route) return send(response, { status: 404, body: unknownUrl(request) });
    const index = faults.findIndex(({ operation }) => operation === route.operation);
    const fault = index >= 0 ? faults.splice(index, 1)[0] : undefined;
    const key = request.headers['idempotency-key'] as string | undefined;
    const answer = await answerTo({ request, url, body, route, key, fault });
    const isLost = fault?.kind === 'answer lost' || fault?.kind === 'unreachable';
    requests.push({ operation: route.operation, key, answer: isLost ? 'none' : answer.status });
    if (isLost) return void response.destroy();
    if (fault?.kind === 'answer late') await pause(fault.durationMs);
    send(response, answer);
  }

  async function answerTo({ request, url, body, route, key, fault }: Call): Promise<Answer> {
    try {
      requireKey(request);
      if (fault?.kind === 'unreachable') return { status: 0, body: null };
      if (fault?.kind === 'busy') throw new StripeFault(429, tooMany);
      const params = decode(route.method === 'GET' ? url.searchParams : new URLSearchParams(body));
      const execute = async (): Promise<Answer> => {
        if (fault?.kind === 'slow') await pause(fault.durationMs);
        if (fault?.kind === 'fails') return serverFault;
        const answer = perform(route.operation, route.path.exec(url.pathname)?.[1] ?? '', params);
        return fault?.kind === 'fails after' ? serverFault : answer;
      };
      const validate = () => validateParams(route, params);
      if (route.method === 'POST')
        return await idempotency.run(key, `${url.pathname} ${body}`, validate, execute);
      validate();
      return await execute();
    } catch (error) {
      return toAnswer(error);
    }
  }

  function perform(operation: Operation, id: string, params: Params): Answer {
    try {
      return { status: 200, body: shown(run(operation, id, params), params) };
    } catch (error) {
      return toAnswer(error);
    }
  }

  function run(operation: Operation, id: string, params: Params): object {
    switch (operation) {
      case 'create':
        return books.create(params);
      case 'refund':
        return books.refund(params);
      case 'listRefunds': {
        const data = books.refundsOf(textOf(params, 'payment_intent') ?? '').toReversed();
        return { object: 'list', url: '/v1/refunds', has_more: false, data };
      }
      default:
        return books[operation](id, params);
    }
  }

  return {
    url: `http://127.0.0.1:${port}`,
    books,
    requests,
    /** Idempotency keys are forgotten, as after 24 hours. */
    forgetKeys: () => idempotency.forget(),
    /** The next request of this operation goes wrong in this way. */
    fail: (operation: Operation, kind: FaultKind, durationMs = 2_000) =>
      void faults.push({ operation, kind, durationMs }),
    countOf: (operation: Operation) =>
      requests.filter((request) => request.operation === operation).length,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

interface Call {
  request: IncomingMessage;
  url: URL;
  body: string;
  route: Route;
  key: string | undefined;
  fault: { kind: FaultKind; durationMs: number } | undefined;
}

const tooMany = { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests' };

const serverFault: Answer = {
  status: 500,
  body: { error: { type: 'api_error', message: 'Something went wrong on our end.' } },
};

const unknownUrl = ({ method, url }: IncomingMessage) => ({
  error: {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${url}).`,
  },
});

function requireKey({ headers }: IncomingMessage): void {
  if (headers.authorization === `Bearer ${secretKey}`) return;
  const message = `Invalid API Key provided: ${headers.authorization}`;
  throw new StripeFault(401, { type: 'invalid_request_error', message });
}

function validateParams({ allowed, required = [] }: Route, params: Params): void {
  const unknown = Object.keys(params).find((name) => !allowed.includes(name));
  const missing = required.find((name) => params[name] === undefined);
  if (!unknown && !missing) return;
  const [code, param] = unknown ? ['parameter_unknown', unknown] : ['parameter_missing', missing];
  const message = `${code}: ${param}`;
  throw new StripeFault(400, { type: 'invalid_request_error', code, param, message });
}

function toAnswer(error: unknown): Answer {
  if (!(error instanceof StripeFault)) throw error;
  return { status: error.status, body: { error: error.error } };
}

/** A charge is an id unless it was asked to be expanded. */
function shown(object: object, params: Params): object {
  const copy = structuredClone(object) as Partial<BookedIntent>;
  const expanded = Object.values(params['expand'] ?? {}).includes('latest_charge');
  return copy.latest_charge && !expanded ? { ...copy, latest_charge: copy.latest_charge.id } : copy;
}

function send(response: ServerResponse, { status, body, isReplayed }: Answer): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'request-id': 'req_test',
    ...(isReplayed && { 'idempotent-replayed': 'true' }),
  });
  response.end(JSON.stringify(body));
}

/** `metadata[order_id]=x` as `{ metadata: { order_id: 'x' } }`. */
function decode(form: URLSearchParams): Params {
  const params: Params = {};
  for (const [name, value] of form) {
    const [first = '', ...rest] = name.split(/[[\]]+/).filter(Boolean);
    let place = params;
    let last = first;
    for (const part of rest) {
      place = (place[last] ??= {}) as Params;
      last = part;
    }
    place[last] = value;
  }
  return params;
}
