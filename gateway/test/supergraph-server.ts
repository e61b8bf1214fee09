/** Gives a supergraph out over HTTP: at an address with an ETag, and as Apollo Uplink does. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SupergraphServer {
  url: string;
  uplink: string;
  supergraphSdl: string;
  /** How it behaves. */
  mode: 'answers' | 'fails' | 'hangs';
  /** Requests that were answered with "nothing new". */
  unchanged: number;
  requests: number;
  close(): Promise<void>;
}

export async function startSupergraphServer(supergraphSdl: string): Promise<SupergraphServer> {
  const server = createServer((request, response) => {
    state.requests++;
    if (state.mode === 'hangs') return;
    if (state.mode === 'fails') response.writeHead(503).end();
    else if (request.url === '/uplink') void answerUplink(state, request, response);
    else answerAddress(state, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const state: SupergraphServer = {
    url: `${origin}/supergraph.graphql`,
    uplink: `${origin}/uplink`,
    supergraphSdl,
    mode: 'answers',
    unchanged: 0,
    requests: 0,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return state;
}

const idOf = (text: string) => createHash('sha256').update(text).digest('hex');

function answerAddress(
  state: SupergraphServer,
  { headers }: IncomingMessage,
  response: ServerResponse,
): void {
  const etag = `"${idOf(state.supergraphSdl)}"`;
  const isKnown = headers['if-none-match'] === etag;
  if (isKnown) state.unchanged++;
  response.writeHead(isKnown ? 304 : 200, { etag }).end(isKnown ? undefined : state.supergraphSdl);
}

async function answerUplink(
  state: SupergraphServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as {
    variables: { apiKey: string; ifAfterId?: string };
  };
  const id = idOf(state.supergraphSdl);
  const delay = { id, minDelaySeconds: 0.01 };
  const result = { __typename: 'RouterConfigResult', supergraphSdl: state.supergraphSdl, ...delay };
  const refusal = {
    __typename: 'FetchError',
    code: 'AUTHENTICATION_FAILED',
    message: 'no such key',
  };
  const isKnown = variables.ifAfterId === id;
  if (isKnown) state.unchanged++;
  const good = isKnown ? { __typename: 'Unchanged', ...delay } : result;
  const routerConfig = variables.apiKey === 'service:mini:secret' ? good : refusal;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ data: { routerConfig } }));
}
