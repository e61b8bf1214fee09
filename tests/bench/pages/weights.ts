/** Bytes of each page and how many operations it costs on the gateway: web, mobile, and the graph asked raw. */
import { request } from 'undici';
import { graphRequest } from './graph-queries.js';
import type { LoadRequest } from './load.js';
import { documentId } from './mobile-release.js';
import { type PageName, pages } from './pages.js';
import { mobileRequest, webRequest } from './requests.js';
import type { System } from './system.js';

export interface Weight {
  page: PageName;
  client: 'web' | 'mobile' | 'supergraph';
  /** Bytes of the request's body, or of what a GET has in its address. */
  sent: number;
  received: number;
  /** The same with `accept-encoding: br`. */
  compressed: number;
  /** On the gateway; the supergraph itself is asked once. */
  operations: number;
}

export async function weighPages({ servers, catalogue, customers }: System): Promise<Weight[]> {
  const weights: Weight[] = [];
  for (const page of Object.values(pages)) {
    const visit = page.visits(catalogue, customers)[0]!;
    const add = async (client: Weight['client'], url: string, asked: LoadRequest) =>
      weights.push({ page: page.name, client, ...(await weigh(url, asked)) });
    await add('supergraph', servers.gateway, graphRequest(page.name, visit));
    await add('web', servers.web, webRequest(page, visit));
    if (page.mobile) await add('mobile', servers.mobile, mobileRequest(documentId(page), visit));
  }
  return weights;
}

async function weigh(url: string, asked: LoadRequest): Promise<Omit<Weight, 'page' | 'client'>> {
  const before = await operationsSent(url);
  const received = await bytesOf(url, asked, 'identity');
  const operations = Math.max(1, (await operationsSent(url)) - before);
  const compressed = await bytesOf(url, asked, 'br');
  const sent = asked.body?.length ?? asked.path.length;
  return { sent, received, compressed, operations };
}

async function bytesOf(
  url: string,
  { method, path, headers, body }: LoadRequest,
  encoding: string,
) {
  const answer = await request(url + path, {
    method,
    headers: { ...headers, 'accept-encoding': encoding },
    body: body ?? null,
  });
  return (await answer.body.arrayBuffer()).byteLength;
}

async function operationsSent(url: string): Promise<number> {
  const { body } = await request(`${url}/metrics`);
  const lines = (await body.text()).matchAll(/^gateway_operations_total\{.*\} (\d+)$/gm);
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
}
