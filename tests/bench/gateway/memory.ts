/** Whether the memory of ours stays flat when no operation ever comes again. */
import { newOperation, newTinyOperation } from './graphs/operations.js';
import type { Memory } from './node-process.js';
import { ask, type RunningGateway } from './running-gateway.js';

export interface MemorySample extends Memory {
  /** Distinct operations so far. */
  operations: number;
}

const samples = 6;
const atOnce = 8;
/** A million large ones would take two hours and leave as much behind: it is bounded by their number. */
const largeEvery = 10;

export async function measureMemory(
  { url, memory }: RunningGateway,
  operations: number,
  onShare: (share: number) => void,
): Promise<MemorySample[]> {
  const taken: MemorySample[] = [{ operations: 0, ...(await memory()) }];
  let sent = 0;
  for (let sample = 1; sample <= samples; sample++) {
    const until = Math.round((operations * sample) / samples);
    const send = async () => {
      while (sent < until) {
        const index = sent++;
        const create = index % largeEvery === 0 ? newOperation : newTinyOperation;
        // Each of them twice: the second time it is compiled.
        for (let time = 0; time < 2; time++) await expectData(url, create(`Memory${index}`));
        onShare(sent / operations);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, send));
    taken.push({ operations: until, ...(await memory()) });
  }
  return taken;
}

async function expectData(url: string, body: string): Promise<void> {
  const answer = await ask(url, body);
  if (!answer.includes('"data":{') || answer.includes('"errors"'))
    throw new Error(`Ours answers ${answer.slice(0, 500)}`);
}
