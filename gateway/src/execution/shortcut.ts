/**
 * Answers requests for known operations without Apollo Server's pipeline, of which nothing is left to do
 * for them: the text has passed it, the plugins admit the request, and which type of answer a client's
 * `accept` gets is known from an earlier answer. Anything but data, whole or with errors of its fields, is
 * left to Apollo Server, and what has been executed by then goes along, so that it never runs twice.
 */
import type { ApolloServerPlugin } from '@apollo/server';
import type { ErrorFormat, Shortcut } from '@tributary/service/graphql-server';
import type { FastifyReply } from 'fastify';
import { writePolicy } from '../cache/response-policy.js';
import type { GatewayContext } from '../context.js';
import { uniteJudgements } from './admission.js';
import { AnswerTypes } from './answer-types.js';
import { finish, runCompiled } from './executor.js';
import { writeFailed } from './failed-answer.js';
import type { Outcome } from './compiled-operation.js';
import type { Graph } from './graph.js';
import type { KnownOperation } from './known-texts.js';
import type { PlannedOperation } from './planned-operation.js';
import { type FindDocument, type PlainRequest, readPlainRequest } from './plain-request.js';

export interface ShortcutOptions {
  /** Those of Apollo Server. */
  plugins: readonly ApolloServerPlugin<GatewayContext>[];
  /** The graph that new requests are run on; undefined before there is one. */
  currentGraph: () => Graph | undefined;
  /** The text of a trusted document. */
  findDocument: FindDocument;
  formatError: ErrorFormat;
}

/** Undefined where a plugin wants to see every request. */
export function createShortcut({
  plugins,
  currentGraph,
  findDocument,
  formatError,
}: ShortcutOptions): Shortcut<GatewayContext> | undefined {
  const admits = uniteJudgements(plugins);
  if (!admits) return undefined;
  const types = new AnswerTypes();
  return (request, reply, contextOf) => {
    const asked = readPlainRequest(request, findDocument);
    if (!asked) return undefined;
    const { accept } = request.headers;
    const type = types.find(accept);
    if (type === undefined) return types.learn(accept, reply);
    const known = currentGraph()?.texts.find(asked.query, asked.operationName);
    if (!known || !admits(toJudge(known, asked))) return undefined;
    // A refused context is Apollo Server's to answer.
    const leave = () => undefined;
    return contextOf(request).then(
      (context) => answer(known.planned, asked, { context, reply, type, formatError }),
      leave,
    );
  };
}

const toJudge = (
  { document, operation, schema, queryHash }: KnownOperation,
  { client, variables, sentHash }: PlainRequest,
) => ({ document, operation, schema, queryHash: sentHash ?? queryHash, client, variables });

interface Answering {
  context: GatewayContext;
  reply: FastifyReply;
  type: string;
  formatError: ErrorFormat;
}

async function answer(
  planned: PlannedOperation,
  { variables }: PlainRequest,
  { context, reply, type, formatError }: Answering,
): Promise<string | undefined> {
  const running = runCompiled(planned, { variables, context, metrics: {} });
  return running && finish(running, context, write);

  function write(outcome: Outcome): string | undefined {
    if (outcome.json === undefined)
      return send(writeFailed(outcome, context, formatError), 'no-store');
    const policy = writePolicy(context, planned.operation.rootKind);
    return send(`{"data":${outcome.json}}\n`, policy);
  }

  function send(body: string | undefined, policy: string): string | undefined {
    if (body !== undefined) void reply.header('cache-control', policy).header('content-type', type);
    return body;
  }
}
