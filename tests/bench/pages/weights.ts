/** Bytes of each page and how many operations it costs on the gateway: web, mobile, and the graph asked raw. */
import { request } from 'undici';
import type { LoadRequest } from './load.js';
import { documentId } from './mobile-release.js';
import { mobileRequest, type PageName, pages, webRequest } from './pages.js';
import type { System } from './system.js';

export interface Weight {
  page: PageName;
  client: 'web' | 'mobile';
  /** Bytes of the request's body, or of what a GET has in its address. */
  sent: number;
  received: number;
  /** The same with `accept-encoding: br`. */
  compressed: number;
  /** On the gateway. */
  operations: number;
}

export async function weighPages({ servers, catalogue, customers }: System): Promise<Weight[]> {
  const weights: Weight[] = [];
  for (const page of Object.values(pages)) {
    const visit = page.visits(catalogue, customers)[0]!;
    const web = { ...webRequest(page, visit) };
    weights.push({ page: page.name, client: 'web', ...(await weigh(servers.web, web)) });
    if (!page.mobile) continue;
    const mobile = mobileRequest(documentId(page), visit);
    weights.push({ page: page.name, client: 'mobile', ...(await weigh(servers.mobile, mobile)) });
  }
  return weights;
}

async function weigh(url: string, asked: LoadRequest): Promise<Omit<Weight, 'page' | 'client'>> {
  const before = await operationsSent(url);
  const received = await bytesOf(url, asked, 'identity');
  const operations = (await operationsSent(url)) - before;
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
