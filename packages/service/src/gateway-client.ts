/**
 * What a BFF knows of the gateway: one named operation out, data and coded errors back, within a
 * deadline. It forwards who is calling and decides nothing; sessions and page shapes are the BFF's.
 */
import {
  type DocumentNode,
  type GraphQLFormattedError,
  Kind,
  OperationTypeNode,
  print,
} from 'graphql';
import { Pool } from 'undici';
import { CodedError, type ErrorCode, errorCodes } from './errors.js';
import { createBatches } from './gateway-batches.js';
import { postToGateway } from './gateway-request.js';
import { Counter } from './metrics.js';
import { requestIdHeader } from './request-context.js';
import { injectTrace, isTracingRequests, SpanKind, withSpan } from './telemetry.js';

/** A document whose variables and data are typed (what `npm run generate` makes of src/operations). */
export interface GatewayDocument<Data, Variables> extends DocumentNode {
  __apiType?: (variables: Variables) => Data;
}

/** On whose behalf an operation is sent. */
export interface GatewayCaller {
  accessToken?: string | null;
  requestId: string;
  /** Address of the client, for throttling. */
  clientIp?: string;
  /** What the client says it is; names its session in the account. */
  userAgent?: string;
}

export interface GatewayError {
  message: string;
  code: ErrorCode;
  /** The subgraph that failed, when the gateway names one. */
  service: string | null;
}

/** Data and errors can come together: part of an answer. `status` is that of HTTP. */
export interface GatewayResult<Data> {
  data: Data | null;
  errors: readonly GatewayError[];
  status: number;
}

export interface GatewayClient {
  /**
   * Sends one operation.
   * @throws CodedError SERVICE_UNAVAILABLE when the gateway cannot be reached or does not speak
   * GraphQL, DEADLINE_EXCEEDED when it takes too long. GraphQL errors are in the result.
   */
  execute<Data, Variables>(
    document: GatewayDocument<Data, Variables>,
    variables: Variables,
    caller: GatewayCaller,
  ): Promise<GatewayResult<Data>>;
  /** Rejects unless the gateway is up. */
  check(): Promise<void>;
  /** Lets running operations finish. */
  close(): Promise<void>;
}

export interface GatewayClientOptions {
  /** Its GraphQL endpoint. */
  url: string;
  /** Who asks: the gateway has limits and, in production, a list of documents by this name. */
  clientName?: string;
  /** Longest wait for a whole answer. */
  timeoutMs?: number;
  connections?: number;
}

const maxAnswerBytes = 16 * 1_048_576;

const operationsSent = new Counter({
  name: 'gateway_operations_total',
  help: 'Operations sent to the gateway, by name and outcome.',
  labelNames: ['operation', 'outcome'],
});

export function createGatewayClient({
  url,
  clientName,
  timeoutMs = 10_000,
  connections = 128,
}: GatewayClientOptions): GatewayClient {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    connections,
    connect: { timeout: Math.min(2_000, timeoutMs) },
    maxResponseSize: maxAnswerBytes,
  });
  const path = pathname + search;
  const named: Record<string, string> = clientName
    ? { 'apollographql-client-name': clientName }
    : {};
  const postTogether = createBatches(pool);
  const post = async (body: string, isQuery: boolean, caller: GatewayCaller) => {
    const request = {
      path,
      headers: { ...headersOf(caller, timeoutMs), ...named },
      body,
      timeoutMs,
    };
    // A mutation is never sent twice, and a request with a trace is one request in it.
    const isAlone = !isQuery || isTracingRequests();
    const answer = await (isAlone ? postToGateway(pool, request) : postTogether(request));
    return readAnswer(answer.status, answer.text);
  };
  return {
    execute(document, variables, caller) {
      const { name, query, isQuery } = textOf(document);
      const body = JSON.stringify({ operationName: name, query, variables });
      const send = async () => {
        const outcome = await post(body, isQuery, caller).catch((error: unknown) =>
          toNetworkError(error),
        );
        operationsSent.inc({ operation: name, outcome: outcomeOf(outcome) });
        if (outcome instanceof CodedError) throw outcome;
        return outcome as GatewayResult<never>;
      };
      return withSpan(`gateway ${name}`, send, { kind: SpanKind.CLIENT });
    },
    async check() {
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = await pool.request({ method: 'GET', path: '/health/live', signal });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`The gateway answered ${answer.statusCode}.`);
    },
    close: () => pool.close(),
  };
}

interface OperationText {
  name: string;
  query: string;
  isQuery: boolean;
}

const texts = new WeakMap<DocumentNode, OperationText>();

/** Name, text and kind of a document's operation. */
export function textOf(document: DocumentNode): OperationText {
  const known = texts.get(document);
  if (known) return known;
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  const name = operation?.name?.value;
  if (!name) throw new Error('A gateway operation must have a name.');
  const isQuery = operation.operation === OperationTypeNode.QUERY;
  const text = { name, query: print(document), isQuery };
  texts.set(document, text);
  return text;
}

/** The gateway is to give up a little earlier than we do, so that its answer says what was late. */
const marginOf = (timeoutMs: number) => Math.min(250, Math.floor(timeoutMs / 4));

/** Who is calling, and for how long an answer is waited for. */
export function headersOf(caller: GatewayCaller, timeoutMs: number): Record<string, string> {
  return injectTrace({
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json',
    [requestIdHeader]: caller.requestId,
    'x-timeout-ms': String(timeoutMs - marginOf(timeoutMs)),
    ...(caller.accessToken && { authorization: `Bearer ${caller.accessToken}` }),
    ...(caller.clientIp && { 'x-client-ip': caller.clientIp }),
    ...(caller.userAgent && { 'user-agent': caller.userAgent }),
  });
}

/** @throws Error for what is no GraphQL response */
export function readAnswer(status: number, text: string): GatewayResult<unknown> {
  const answer = parseAnswer(text);
  if (!answer || (answer.data === undefined && !answer.errors?.length))
    throw new Error(`The gateway answered ${status} without a GraphQL response.`);
  return { data: answer.data ?? null, errors: (answer.errors ?? []).map(readError), status };
}

interface Answer {
  data?: unknown;
  errors?: GraphQLFormattedError[];
}

function parseAnswer(text: string): Answer | null {
  try {
    const answer: unknown = JSON.parse(text);
    return answer && typeof answer === 'object' ? answer : null;
  } catch {
    return null;
  }
}

/** A document the gateway refuses is this BFF's fault, not that of its client. */
const ownFaults: ReadonlySet<string> = new Set<ErrorCode>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_REQUEST',
  'IDENTITY_REQUIRED',
  'DOCUMENT_NOT_TRUSTED',
]);

function readError({ message, extensions = {} }: GraphQLFormattedError): GatewayError {
  const { code, service } = extensions;
  const known = typeof code === 'string' && code in errorCodes && !ownFaults.has(code);
  return {
    message,
    code: known ? (code as ErrorCode) : 'INTERNAL_SERVER_ERROR',
    service: typeof service === 'string' ? service : null,
  };
}

export function toNetworkError(error: unknown): CodedError {
  const late = error instanceof Error && error.name === 'TimeoutError';
  return new CodedError(late ? 'DEADLINE_EXCEEDED' : 'SERVICE_UNAVAILABLE', undefined, {
    extensions: { service: 'gateway' },
    originalError: error as Error,
  });
}

function outcomeOf(outcome: CodedError | GatewayResult<unknown>): string {
  if (outcome instanceof CodedError) return outcome.code;
  if (outcome.errors.length === 0) return 'ok';
  return outcome.data === null ? outcome.errors[0]!.code : 'partial';
}

/** The error as the BFF's own client gets it: same code, same message, and 401 stays 401. */
export function toCodedError({ code, message, service }: GatewayError, status = 200): CodedError {
  const http = status === 401 ? { http: { status } } : {};
  return new CodedError(code, message, { extensions: { ...(service && { service }), ...http } });
}

/** The data of a mutation. @throws CodedError the gateway's first error when there is none. */
export function requireData<Data>({ data, errors, status }: GatewayResult<Data>): Data {
  if (data !== null) return data;
  throw errors[0] ? toCodedError(errors[0], status) : new CodedError('INTERNAL_SERVER_ERROR');
}

/**
 * Counts the operations of one incoming request: a document full of aliases must not become a
 * thousand operations on the gateway.
 * @throws (the returned function) CodedError BAD_USER_INPUT for each call over `max`.
 */
export function createOperationBudget(max = 10): () => void {
  let left = max;
  return () => {
    if (left-- <= 0)
      throw new CodedError('BAD_USER_INPUT', `One request may ask for ${max} pages at most.`);
  };
}

/** Why a part of a page is missing. */
export type UnavailableReason =
  'SIGN_IN_REQUIRED' | 'NOT_FOUND' | 'SERVICE_UNAVAILABLE' | 'TIMEOUT' | 'INTERNAL_ERROR';

/** Errors that cost a page one of its parts. Any other is the caller's to know. */
const reasonByCode: Partial<Record<ErrorCode, UnavailableReason>> = {
  SUBGRAPH_UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  SERVICE_UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  DEADLINE_EXCEEDED: 'TIMEOUT',
  INTERNAL_SERVER_ERROR: 'INTERNAL_ERROR',
};

export interface PageParts<Part extends string> {
  /** What is missing so far, in the order of asking. */
  readonly unavailable: { part: Part; reason: UnavailableReason }[];
  /**
   * The value of a part that comes from `service`. Null goes on the list, with the fault behind it
   * or, in an answer without faults, with `absent`; without `absent` the part may be empty.
   */
  take<T>(
    part: Part,
    value: T | null | undefined,
    service: string,
    absent?: UnavailableReason,
  ): T | null;
  /** Whether `service` failed somewhere in the answer; then `part` goes on the list. */
  failed(part: Part, service: string): boolean;
}

/**
 * Reads the answer to a page's operation part by part.
 * @param wanted parts with false were not asked for: they are null and do not count as missing
 * @throws CodedError for an error that no part of the page can stand for, such as BAD_USER_INPUT.
 */
export function readParts<Part extends string>(
  { errors, status }: GatewayResult<unknown>,
  wanted: Partial<Record<Part, boolean>> = {},
): PageParts<Part> {
  const fatal = errors.find(({ code }) => !reasonByCode[code]);
  if (fatal) throw toCodedError(fatal, status);
  const faults = errors.map(({ code, service }) => ({ service, reason: reasonByCode[code]! }));
  const faultOf = (service: string) =>
    faults.find((fault) => fault.service === service) ?? faults.find((fault) => !fault.service);
  const unavailable: { part: Part; reason: UnavailableReason }[] = [];
  const add = (part: Part, reason: UnavailableReason | undefined) => {
    if (reason && wanted[part] !== false) unavailable.push({ part, reason });
  };
  return {
    unavailable,
    take(part, value, service, absent) {
      if (value !== null && value !== undefined) return value;
      add(part, (faultOf(service) ?? faults[0])?.reason ?? absent);
      return null;
    },
    failed(part, service) {
      const fault = faultOf(service);
      add(part, fault?.reason);
      return fault !== undefined;
    },
  };
}
