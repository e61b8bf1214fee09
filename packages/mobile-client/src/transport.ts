/**
 * One document out, one answer back: queries by GET under their id, with the tag of what is there already;
 * mutations by POST. It knows no session; who asks is told by the caller.
 */
import type { AnswerCache } from './answer-cache.js';
import { type GraphqlError, OutOfReachError, RefusedError } from './client-error.js';
import type { PersistedDocument } from './persisted-document.js';
import type { FetchAnswer, FetchInit, Platform } from './platform.js';

export interface TransportOptions {
  /** The BFF's GraphQL endpoint. */
  url: string;
  /** Version of the app, for the server's records. */
  appVersion: string;
  platform: Platform;
  answers: AnswerCache;
  timeoutMs: number;
  /** Milliseconds, of any beginning. */
  now: () => number;
  /** Texts by id, for a server in development that does not know the documents yet. */
  bodies?: Readonly<Record<string, string>> | undefined;
}

export interface Transport {
  /** @throws OutOfReachError; RefusedError with the server's code */
  send<D, V>(
    document: PersistedDocument<D, V>,
    variables: V,
    accessToken: string | null,
  ): Promise<D>;
}

/** For so long after a change the server is to look anew: it gives an answer again for less than that. */
const freshMs = 10_000;

export function createTransport(options: TransportOptions): Transport {
  let changedAt = -Infinity;
  const change = (body: string, headers: Headers) =>
    post(options, body, headers).finally(() => {
      changedAt = options.now();
    });
  return {
    async send(document, variables, accessToken) {
      const isFresh = options.now() - changedAt < freshMs;
      const headers = headersOf(options.appVersion, accessToken, isFresh);
      const answer =
        document.type === 'query'
          ? await get(options, document, variables, headers, accessToken)
          : await change(bodyOf(document, variables), headers);
      return readData(await orWithText(options, document, variables, headers, answer)) as never;
    },
  };
}

type Headers = Record<string, string>;
interface Answer {
  data?: unknown;
  errors?: GraphqlError[];
}

const headersOf = (appVersion: string, accessToken: string | null, isFresh: boolean): Headers => ({
  accept: 'application/json',
  'apollo-require-preflight': 'true',
  'apollographql-client-name': 'mobile',
  'apollographql-client-version': appVersion,
  ...(accessToken && { authorization: `Bearer ${accessToken}` }),
  ...(isFresh && { 'cache-control': 'no-cache' }),
});

const persisted = (id: string) => ({ persistedQuery: { version: 1, sha256Hash: id } });

const bodyOf = <V>({ id }: PersistedDocument<unknown, V>, variables: V, query?: string) =>
  JSON.stringify({ variables, extensions: persisted(id), query });

async function get(
  options: TransportOptions,
  { id }: { id: string },
  variables: unknown,
  headers: Headers,
  accessToken: string | null,
): Promise<Answer> {
  const search = `variables=${encode(variables)}&extensions=${encode(persisted(id))}`;
  const key = `${accessToken === null ? 'guest' : 'user'} ${search}`;
  const known = options.answers.find(key);
  const tag = known && { 'if-none-match': known.etag };
  const answer = await reach(options, `${options.url}?${search}`, {
    method: 'GET',
    headers: { ...headers, ...tag },
  });
  if (answer.status === 304 && known) return parse(known.text);
  const text = await answer.text();
  const etag = answer.headers.get('etag');
  if (etag && answer.status === 200) options.answers.keep(key, { etag, text });
  return parse(text);
}

const encode = (value: unknown) => encodeURIComponent(JSON.stringify(value));

async function post(options: TransportOptions, body: string, headers: Headers): Promise<Answer> {
  const init = { ...headers, 'content-type': 'application/json' };
  const answer = await reach(options, options.url, { method: 'POST', headers: init, body });
  return parse(await answer.text());
}

async function reach(
  { platform, timeoutMs }: TransportOptions,
  url: string,
  init: FetchInit,
): Promise<FetchAnswer> {
  const signal = platform.timeoutSignal?.(timeoutMs);
  try {
    return await platform.fetch(url, { ...init, ...(signal !== undefined && { signal }) });
  } catch (error) {
    throw new OutOfReachError('The server cannot be reached.', { cause: error });
  }
}

/** A server in development is sent the text, when it says that no release has the document. */
async function orWithText<V>(
  options: TransportOptions,
  document: PersistedDocument<unknown, V>,
  variables: V,
  headers: Headers,
  answer: Answer,
): Promise<Answer> {
  const text = options.bodies?.[document.id];
  if (!text || answer.errors?.[0]?.extensions?.code !== 'DOCUMENT_UNKNOWN') return answer;
  return post(options, bodyOf(document, variables, text), headers);
}

function parse(text: string): Answer {
  try {
    const answer: unknown = JSON.parse(text);
    if (answer && typeof answer === 'object') return answer;
  } catch {
    // reported below
  }
  throw new OutOfReachError('What answered does not speak GraphQL.');
}

/** An answer of these documents is whole, or it is refused: what may be missing is nullable and says why. */
function readData({ data, errors }: Answer): unknown {
  if (errors?.length) throw new RefusedError(errors);
  if (data === null || data === undefined) throw new OutOfReachError('The answer has no data.');
  return data;
}
