import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/cost.ts', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-cost-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function explain(operation: string, ...options: string[]): Promise<string> {
  const file = join(folder, 'operation.graphql');
  await writeFile(file, operation);
  const args = ['--import', 'tsx', script, file, ...options];
  return (await promisify(execFile)(process.execPath, args)).stdout;
}

test('npm run cost tells what an operation costs, and what of it', async () => {
  const query = 'query Shelf($n: Int) { products(first: $n) { edges { node { name } } } }';
  const [three, six] = await Promise.all([
    explain(query, '--variables', '{"n":3}'),
    explain(query, '--variables', '{"n":6}'),
  ]);
  const total = (text: string) => Number(/^ *(\d+) {2}query Shelf$/m.exec(text)?.[1]);
  expect(total(three)).toBeGreaterThan(3);
  expect(total(six) - 1).toBe(2 * (total(three) - 1));
  expect(three).toContain('products');
});

test('npm run cost says what is wrong with a document', async () => {
  await expect(explain('{ nothing }')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Cannot query field "nothing"'),
  });
});
