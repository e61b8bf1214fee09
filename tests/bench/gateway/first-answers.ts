/** How long an operation takes that a gateway has never seen, and how soon it is quick. */
import { newOperation } from './graphs/operations.js';
import { ask, type RunningGateway } from './running-gateway.js';
import { median } from './turns.js';

export interface FirstAnswers {
  title: string;
  /** Medians of the first, second, third and tenth time. */
  timesMs: number[];
}

const looks = [1, 2, 3, 10];

/** @param operations how many new operations are tried, one after the other */
export async function measureFirstAnswers(
  gateways: readonly RunningGateway[],
  operations: number,
): Promise<FirstAnswers[]> {
  const measured = new Map<RunningGateway, number[][]>(gateways.map((gateway) => [gateway, []]));
  for (let index = 0; index < operations; index++)
    for (const gateway of gateways)
      measured.get(gateway)!.push(await timeAnswers(gateway.url, newOperation(`First${index}`)));
  return [...measured].map(([{ peer }, times]) => ({
    title: peer.title,
    timesMs: looks.map((time) => median(times.map((all) => all[time - 1]!))),
  }));
}

async function timeAnswers(url: string, body: string): Promise<number[]> {
  const times: number[] = [];
  for (let time = 0; time < looks.at(-1)!; time++) {
    const startedAt = performance.now();
    await ask(url, body);
    times.push(performance.now() - startedAt);
  }
  return times;
}
