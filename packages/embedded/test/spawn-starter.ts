import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** What the starter printed; `error` when it could not start. */
interface Started {
  child: ChildProcess;
  pid: number;
  port: number;
  superuserUrl: string;
}

/** Runs starter.ts in a process of its own, under another account when one is given. */
export async function spawnStarter(
  args: string[],
  account: { uid?: number; gid?: number } = {},
): Promise<Started> {
  const script = fileURLToPath(new URL('starter.ts', import.meta.url));
  const tsx = import.meta.resolve('tsx');
  const child = spawn(process.execPath, ['--import', tsx, script, ...args], {
    ...account,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout })) {
    const answer = JSON.parse(line) as Omit<Started, 'child'> & { error?: string };
    if (answer.error) throw new Error(answer.error);
    return { child, ...answer };
  }
  throw new Error('the starter ended without an answer');
}

/** Ends the process and resolves when it is gone. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}
