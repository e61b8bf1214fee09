/** Whether the memory of ours stays flat when no operation ever comes again. */
import { newOperation } from './graphs/operations.js';
import type { Memory } from './node-process.js';
import { ask, type RunningGateway } from './running-gateway.js';

export interface MemorySample extends Memory {
  /** Distinct operations so far. */
  operations: number;
}

const samples = 6;
const atOnce = 8;

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
        // Each of them twice: the second time it is compiled.
        for (let time = 0; time < 2; time++) await expectData(url, newOperation(`Memory${index}`));
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
  if (!answer.includes('"data":{"user"')) throw new Error(`Ours answers ${answer.slice(0, 500)}`);
}
