/**
 * Answers queries whose text is known without Apollo Server's pipeline, of which nothing is left to do for
 * them: the text has passed it. Only success is answered here. Anything else is left to Apollo Server, and
 * what has been executed by then goes along, so that nothing runs twice.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperationDefinitionNode } from 'graphql';
import type { AnswerCache, KeptAnswer } from './answer-cache.js';
import type { CacheHeader } from './cache-hints.js';
import {
  type CompiledExecution,
  type CompiledOperation,
  rememberExecuted,
} from './compiled-execution.js';
import type { Shortcut } from './graphql-server.js';

export interface CompiledShortcutOptions {
  execution: CompiledExecution;
  /** The `cache-control` of an answer; `no-store` without. */
  cacheHeader?: CacheHeader | undefined;
  /** The text of a document that clients ask for by its hash. */
  findDocument?: ((hash: string) => string | undefined) | undefined;
  answers?: AnswerCache | undefined;
}

interface PlainQuery {
  text: string;
  /** Of the operation that is asked for, where the client names it. */
  name: unknown;
  variables: Record<string, unknown>;
}

/** Clients that say nothing else get this from Apollo Server, too. */
const answerType = 'application/json; charset=utf-8';
const plainAccepts: ReadonlySet<string | undefined> = new Set([
  undefined,
  '*/*',
  'application/json',
]);

export function compiledShortcut<C extends object>({
  execution,
  cacheHeader,
  findDocument,
  answers,
}: CompiledShortcutOptions): Shortcut<C> {
  const execute = async (
    { document, operation, query }: CompiledOperation,
    variables: PlainQuery['variables'],
    context: C,
  ): Promise<KeptAnswer | undefined> => {
    const result = await query(undefined, context, variables);
    // Faults of the variables: nothing was executed yet.
    if (result.data === undefined) return undefined;
    if (result.errors) {
      rememberExecuted(context, result);
      return undefined;
    }
    const cacheControl = cacheHeader?.(document, operation, variables, context) ?? 'no-store';
    return { body: `{"data":${JSON.stringify(result.data)}}\n`, cacheControl };
  };
  return (request, reply, contextOf) => {
    if (!plainAccepts.has(request.headers.accept)) return undefined;
    const asked = readPlainQuery(request, findDocument);
    const known = asked && execution.find(asked.text);
    if (!known || !isNamed(known.operation, asked.name)) return undefined;
    const place = answers?.place(request, `${asked.text}\n${JSON.stringify(asked.variables)}`);
    if (place?.kept) return Promise.resolve(send(reply, place.kept));
    return contextOf(request).then(
      async (context) => {
        const made = await execute(known, asked.variables, context);
        if (made) place?.keep(made);
        return made && send(reply, made);
      },
      // A refused context is Apollo Server's to answer.
      () => undefined,
    );
  };
}

function send(reply: FastifyReply, { body, cacheControl }: KeptAnswer): string {
  void reply.header('cache-control', cacheControl).header('content-type', answerType);
  return body;
}

/** Whether a client that says `name` means this operation, the only one of its text. */
const isNamed = ({ name }: OperationDefinitionNode, asked: unknown): boolean =>
  asked === undefined || asked === null || asked === name?.value;

/** Types that no form of a foreign page can send, so that CSRF prevention has nothing to ask. */
const jsonTypes: ReadonlySet<string | undefined> = new Set([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
  'application/json; charset=UTF-8',
  'application/json;charset=UTF-8',
]);

/** Undefined for anything but a text in a POST, or a hash in a GET: be it valid or not. */
function readPlainQuery(
  request: FastifyRequest,
  findDocument: CompiledShortcutOptions['findDocument'],
): PlainQuery | undefined {
  if (request.method === 'GET') return findDocument && readGet(request, findDocument);
  const { headers, body } = request;
  if (request.method !== 'POST' || !jsonTypes.has(headers['content-type'])) return undefined;
  if (!isRecord(body)) return undefined;
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== 'string' || extensions != null) return undefined;
  if (variables != null && !isRecord(variables)) return undefined;
  return { text: query, name: operationName, variables: variables ?? {} };
}

function readGet(
  { headers, query }: FastifyRequest,
  findDocument: (hash: string) => string | undefined,
): PlainQuery | undefined {
  // The header is what CSRF prevention asks for. Other parameters are Apollo Server's to judge.
  if (!headers['apollo-require-preflight'] || headers['content-type'] || !isRecord(query))
    return undefined;
  const { variables = '{}', extensions, operationName: name, ...rest } = query;
  if (Object.keys(rest).length > 0) return undefined;
  const asked = parseRecord(extensions)?.['persistedQuery'];
  if (!isRecord(asked) || asked['version'] !== 1) return undefined;
  const text = typeof asked['sha256Hash'] === 'string' && findDocument(asked['sha256Hash']);
  const values = parseRecord(variables);
  return text && values ? { text, name, variables: values } : undefined;
}

function parseRecord(text: unknown): Record<string, unknown> | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
