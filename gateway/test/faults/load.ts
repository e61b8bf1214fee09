/** Load on the gateway at a fixed rate, whatever becomes of the answers, and how long each kind took. */
import { performance } from 'node:perf_hooks';
import type { Pool } from 'undici';
import type { Json } from '../running-gateway.js';

/** Only orders is needed. */
const healthy = `query Healthy($id: ID!) { order(id: $id) { id number lines { sku } } }`;
/** The fields of orders are healthy; the others are of the subgraph that fails. */
export const mixed = `query Mixed($id: ID!) {
  order(id: $id) { id number lines { sku variant { name available } } } products { sku name } }`;

export interface Answered {
  tookMs: number;
  body: Json;
}

export interface PhaseFigures {
  healthyMs: number[];
  mixedMs: number[];
  /** Answers that lack a healthy field, as text. */
  broken: string[];
  /** Answers to `mixed` in which nothing was missing. */
  whole: number;
}

export interface LoadOptions {
  phaseMs: number;
  perSecond: number;
  /** Phases of one seed have their requests at the same moments. */
  seed: number;
}

let orders = 0;

export async function askOnce(client: Pool, query: string): Promise<Answered & { id: string }> {
  const id = `o${++orders}`;
  const startedAt = performance.now();
  const { body } = await client.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { id } }),
  });
  const text = await body.text();
  return { tookMs: performance.now() - startedAt, body: JSON.parse(text), id };
}

/**
 * Sends both operations in turn for a time, at moments left to chance, so that they meet as they would;
 * resolves when all are answered.
 */
export async function runPhase(client: Pool, options: LoadOptions): Promise<PhaseFigures> {
  const figures: PhaseFigures = { healthyMs: [], mixedMs: [], broken: [], whole: 0 };
  const running: Promise<void>[] = [];
  const random = createRandom(options.seed);
  const startedAt = performance.now();
  let atMs = 0;
  for (let sent = 0; atMs < options.phaseMs; sent++) {
    const waitMs = startedAt + atMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    running.push(askAndNote(client, sent % 2 === 0, figures));
    atMs += (-Math.log(1 - random()) * 1_000) / options.perSecond;
  }
  await Promise.all(running);
  return figures;
}

async function askAndNote(client: Pool, isHealthy: boolean, figures: PhaseFigures): Promise<void> {
  const { tookMs, body, id } = await askOnce(client, isHealthy ? healthy : mixed);
  (isHealthy ? figures.healthyMs : figures.mixedMs).push(tookMs);
  const { data, errors } = body;
  const isSound = data?.order?.id === id && data.order.lines.length === 3;
  if (!isSound || (isHealthy && errors)) figures.broken.push(JSON.stringify(body).slice(0, 300));
  if (!isHealthy && !errors) figures.whole++;
}

/** Between 0 and 1, the same row for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed + 1;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}
