import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConfigError } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readStandaloneConfig } from '../src/config.js';
import { nameOptions, readCommandLine, renderHelp } from '../src/front/command-line.js';
import { startTokenIssuer } from './access-tokens.js';
import { spawnGateway } from './gateway-process.js';
import { composePlain, type PlainSubgraphs, startPlainSubgraphs } from './plain-subgraphs.js';
import { ask, startGateway } from './running-gateway.js';

const script = fileURLToPath(new URL('../../scripts/gateway.ts', import.meta.url));
const books = '{ books { isbn title stars } }';

let subgraphs: PlainSubgraphs;
let stopProcess: () => Promise<void> = async () => {};

beforeAll(async () => {
  subgraphs = await startPlainSubgraphs();
});
afterAll(async () => {
  await stopProcess();
  await subgraphs.close();
});

describe('a gateway on its own', () => {
  test('serves a supergraph it has never seen, with health, metrics and limits', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tributary-standalone-'));
    const file = join(folder, 'supergraph.graphql');
    await writeFile(file, subgraphs.supergraphSdl);
    const command = [script, '--supergraph', file, '--port', '0'];
    const started = await spawnGateway({ GATEWAY_PORT: '1' }, command);
    stopProcess = async () => {
      await started.stop();
      await rm(folder, { recursive: true });
    };
    const gateway = { url: await started.url };
    expect(await ask(gateway, books)).toMatchObject({
      status: 200,
      data: { books: [{ isbn: '1', title: 'Book 1', stars: 1 }, { stars: 2 }] },
    });
    for (const path of ['/health/live', '/health/ready'])
      expect((await fetch(gateway.url + path)).status).toBe(200);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain('gateway_subgraph_duration_seconds_count{service="book-shop"');
    const aliases = `{ books { ${Array.from({ length: 51 }, (_, i) => `a${i}: isbn`).join(' ')} } }`;
    expect((await ask(gateway, aliases)).errors?.[0]?.message).toContain('aliases');
  });

  test('tells subgraphs nothing of the caller but what it is told to forward', async () => {
    const client = { authorization: 'Bearer of-another-issuer', 'x-tenant': 'a', 'x-other': 'b' };
    const received = async (env: NodeJS.ProcessEnv) => {
      const gateway = await startGateway({ supergraphSdl: subgraphs.supergraphSdl, env });
      subgraphs.received.length = 0;
      expect((await ask(gateway, books, client)).errors).toBeUndefined();
      await gateway.close();
      expect(subgraphs.received).toHaveLength(2);
      return subgraphs.received.map((headers) =>
        [...Object.keys(client), 'x-tributary-identity'].filter((name) => name in headers),
      );
    };
    expect(await received({})).toEqual([[], []]);
    const forwarded = ['authorization', 'x-tenant'];
    expect(await received({ FORWARD_HEADERS: 'authorization,X-Tenant' })).toEqual([
      forwarded,
      forwarded,
    ]);
    expect(subgraphs.received[0]).toMatchObject({ authorization: client.authorization });
  });

  test('knows callers by the tokens of the issuer that it is told of', async () => {
    const issuer = await startTokenIssuer();
    const variables = readCommandLine([
      '--jwks',
      issuer.jwksUrl,
      '--jwt-issuer',
      'https://id.example/',
      '--jwt-audience',
      'shop',
    ]);
    const gateway = await startGateway({
      supergraphSdl: subgraphs.supergraphSdl,
      env: { ...variables, JWT_ALGORITHMS: 'ES256' },
    });
    const claims = { iss: 'https://id.example/', aud: 'shop' };
    const tokens = [
      await issuer.bearerBy('ES256', claims),
      await issuer.bearerBy('RS256', claims),
      await issuer.bearerBy('ES256', { ...claims, aud: 'other' }),
      await issuer.bearerBy('ES256'),
    ];
    const answers = await Promise.all(tokens.map((token) => ask(gateway, books, token)));
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 401, 401]);
    await gateway.close();
    await issuer.close();
  });

  test('finds subgraphs of any name where it is told to', async () => {
    const nowhere = 'http://127.0.0.1:1/graphql';
    const places = Object.entries(subgraphs.urls).map(([name, url]) => `${name}=${url}`);
    const gateway = await startGateway({
      supergraphSdl: composePlain({ 'book-shop': nowhere, reviews: nowhere }),
      env: { SUBGRAPH_URLS: places.join(',') },
    });
    expect((await ask(gateway, books)).data.books).toHaveLength(2);
    await gateway.close();
  });
});

describe('the command line', () => {
  const faultsOf = (...args: string[]): readonly string[] => {
    const read = () => {
      const variables = readCommandLine(args);
      try {
        return readStandaloneConfig({ SUPERGRAPH_FILE: '', ...variables });
      } catch (error) {
        throw nameOptions(error as ConfigError, variables);
      }
    };
    try {
      read();
      return [];
    } catch (error) {
      return (error as ConfigError).faults;
    }
  };

  test('says which option is wrong and what to do', () => {
    expect(faultsOf('--supergraph', 'x.graphql')).toEqual([]);
    expect(faultsOf()).toEqual([expect.stringContaining('--supergraph is missing')]);
    expect(faultsOf('--suprgraph', 'x')).toEqual([expect.stringContaining("'--suprgraph'")]);
    const wrong = ['--port', 'x', '--subgraph', 'users', '--forward-headers', 'host'];
    expect(faultsOf('--supergraph', 'x.graphql', ...wrong)).toEqual([
      expect.stringMatching(/^--port /),
      expect.stringMatching(/^--subgraph must be addresses such as/),
      expect.stringMatching(/^--forward-headers .*"host" cannot be forwarded/),
    ]);
  });

  test('describes every option', () => {
    expect(renderHelp()).toContain('--supergraph FILE');
    expect(renderHelp()).toContain('[FORWARD_HEADERS]');
  });
});
