/** Reads what a subgraph sent back. Whatever is no GraphQL response is a fault of the subgraph. */
import type { GraphQLFormattedError } from 'graphql';
import type { AskedEntities } from './execution/subgraph.js';
import { type FaultReason, SubgraphFault } from './subgraph-fault.js';

export interface SubgraphAnswer {
  data?: Record<string, unknown> | null;
  errors?: GraphQLFormattedError[];
  extensions?: Record<string, unknown>;
  /** The header, which says whether the answer may be kept. */
  cacheControl?: string | undefined;
  /** Why there was no answer; `errors` are then what the client is told. */
  fault?: SubgraphFault;
}

/**
 * @param representations how many entities were asked for, when it was a fetch of entities
 * @throws SubgraphFault SUBGRAPH_UNAVAILABLE
 */
export function readAnswer(
  status: number,
  text: string,
  representations: AskedEntities | undefined,
): SubgraphAnswer {
  if (status >= 500)
    throw fault(`HTTP status ${status}`, busyStatuses.has(status) ? 'busy' : 'status');
  const body = parseObject(text, status);
  const { data, errors, extensions } = body;
  if (errors !== undefined && !isErrorList(errors)) throw fault('`errors` is no list of errors');
  if (data !== undefined && data !== null && !isObject(data)) throw fault('`data` is no object');
  if (data === undefined && !errors?.length)
    throw fault(`HTTP status ${status} without data or errors`);
  if (data && representations !== undefined) checkEntities(data, representations);
  return {
    ...(data !== undefined && { data }),
    ...(errors && errors.length > 0 && { errors }),
    ...(isObject(extensions) && { extensions }),
  };
}

/** The answer, with what its header says of keeping it. */
export function withPolicy(answer: SubgraphAnswer, cacheControl: string | undefined) {
  if (cacheControl !== undefined) answer.cacheControl = cacheControl;
  return answer;
}

function parseObject(text: string, status: number): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body)) return body;
  } catch {
    // told below, without the text: it may be a page of somebody else's
  }
  throw fault(`HTTP status ${status} with a body that is no JSON object`);
}

function checkEntities(data: Record<string, unknown>, representations: AskedEntities): void {
  if (typeof representations === 'number') return checkList(data, '_entities', representations);
  for (const [name, count] of Object.entries(representations)) checkList(data, name, count);
}

function checkList(data: Record<string, unknown>, name: string, count: number): void {
  const entities = data[name];
  if (!Array.isArray(entities) || entities.length !== count)
    throw fault(`\`${name}\` is no list of ${count}`);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isErrorList = (value: unknown): value is GraphQLFormattedError[] =>
  Array.isArray(value) &&
  value.every((error) => isObject(error) && typeof error['message'] === 'string');

/** Bad gateway, unavailable, gateway timeout: another instance, or a moment later, may do better. */
const busyStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

const fault = (what: string, reason: FaultReason = 'answer') =>
  new SubgraphFault(reason, `answered with ${what}`);
