// The command on real git repositories, and the check on this very project.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSchemas } from '../check.js';
import { runCommand } from '../command.js';
import type { Report } from '../report.js';
import { commitBefore, workingTree } from '../tree.js';
import { files, over, replaced, schema, schemaPath } from './small-trees.js';

const root = resolve(import.meta.dirname, '../../..');

describe('the command, in a git repository', () => {
  let folder: string;
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  const write = (contents: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(contents)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  const commit = () => {
    git('add', '.');
    git('commit', '-q', '-m', 'state');
  };
  const run = (...args: string[]) => runCommand(['--root', folder, ...args]);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tributary-schema-check-'));
    git('init', '-q', '-b', 'main');
    write(files);
    commit();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('names release, document and field of what would break, and fails', () => {
    write({ [schemaPath]: replaced(schema, 'total: Int!', 'sum: Int!') });
    const { exitCode, text } = run('--base', 'main');
    expect(text).toContain('breaking   Cart.total was removed.');
    expect(text).toMatch(/mobile 1\.0\.0 +CartScreen +cart\(Cart\)\.total, other\(Cart\)\.total/);
    expect(text).toContain('safe       Cart.sum: Int! was added.');
    expect(text).toContain('Clients that are out would notice: mobile 1.0.0.');
    expect(exitCode).toBe(1);
  });

  it('is coloured for people only', () => {
    write({ [schemaPath]: replaced(schema, 'total: Int!', 'sum: Int!') });
    const args = ['--root', folder, '--base', 'main'];
    const plain = runCommand(args).text;
    const coloured = runCommand(args, true).text;
    expect(plain).not.toContain('\u001B');
    expect(coloured).toContain('\u001B');
    expect(stripVTControlCharacters(coloured)).toBe(plain);
    const script = join(root, 'scripts/schema-check.ts');
    const { stdout, status } = spawnSync(process.execPath, ['--import', 'tsx', script, ...args], {
      cwd: root,
      encoding: 'utf8',
    });
    expect({ stdout, status }).toEqual({ stdout: plain, status: 1 });
  });

  it('says the same as JSON and as a comment', () => {
    write({ [schemaPath]: replaced(schema, 'total: Int!', 'sum: Int!') });
    const json = run('--base', 'HEAD', '--json');
    const report = JSON.parse(json.text) as Report;
    expect(report).toMatchObject({ isOk: false, base: { ref: 'HEAD', isRef: true } });
    expect(json.exitCode).toBe(1);
    const { text, exitCode } = run('--base', 'HEAD', '--markdown');
    expect(text).toContain('### ❌ Schema check');
    expect(text).toContain('| 🔴 breaking | Cart.total was removed. | mobile 1.0.0: `CartScreen`');
    expect(text).toContain('| mobile 1.0.0 | bff-mobile | 2 | **breaking** |');
    expect(exitCode).toBe(1);
  });

  it('passes what is safe, and what nobody uses unless it is to be strict', () => {
    write({ [schemaPath]: replaced(schema, 'unused: String', 'newer: String') });
    const { exitCode, text } = run('--base', 'main');
    expect(text).toMatch(/breaking +Query\.unused was removed\.\n +No client asks for it\./);
    expect(text).toContain('✓ No client breaks.');
    expect(exitCode).toBe(0);
    expect(run('--base', 'main', '--strict').exitCode).toBe(1);
  });

  it('compares with where the branch began: what main has gained since is not missing here', () => {
    git('checkout', '-q', '-b', 'feature');
    git('checkout', '-q', 'main');
    write({ [schemaPath]: replaced(schema, 'total: Int!', 'total: Int! later: Int') });
    commit();
    git('checkout', '-q', 'feature');
    const before = commitBefore(folder, 'main');
    expect(before.isRef).toBe(false);
    const { graphs } = checkSchemas({ before, now: workingTree(folder) });
    expect(graphs.flatMap(({ changes }) => changes)).toEqual([]);
  });

  it('a ref that is none is said to be none; it is no option of git either', () => {
    expect(run('--base', 'nowhere')).toMatchObject({
      exitCode: 2,
      text: expect.stringContaining('git knows no commit "nowhere"') as string,
    });
    expect(() => commitBefore(folder, '--all')).toThrow('git knows no commit "--all"');
  });
});

describe('this project', () => {
  const before = workingTree(root);
  const inventory = 'subgraphs/inventory/src/schema.graphql';
  const mobile = 'bff-mobile/src/schema.graphql';
  const edit = (path: string, from: string, to: string) => ({
    [path]: replaced(before.read(path)!, from, to),
  });

  it('a field of release 1.0.0 may not go; a change of one subgraph shows in the composed graph', () => {
    const now = over(before, {
      ...edit(mobile, 'soldOut: Boolean!', 'isSoldOut: Boolean!'),
      ...edit(inventory, 'enum StockLevel {', 'enum StockLevel {\n  SOON'),
    });
    const { graphs, clients, isOk } = checkSchemas({ before, now });
    expect(isOk).toBe(false);
    const changesOf = (name: string) => graphs.find(({ graph }) => graph === name)!.changes;
    const [gone] = changesOf('bff-mobile');
    expect(gone).toMatchObject({ severity: 'breaking', coordinate: 'Card.soldOut' });
    expect(gone!.users).toContainEqual({
      client: 'mobile',
      release: '1.0.0',
      document: 'HomeScreen',
      fields: ['homeScreen.newest.soldOut'],
    });
    const [soon, ...more] = changesOf('gateway');
    expect([soon!.severity, soon!.coordinate, soon!.subgraphs, more.length]).toEqual([
      'dangerous',
      'StockLevel.SOON',
      ['inventory'],
      0,
    ]);
    expect(new Set(soon!.users.map(({ client }) => client))).toEqual(
      new Set(['bff-web', 'bff-mobile']),
    );
    expect(clients.find(({ client }) => client === 'bff-web')?.verdict).toBe('dangerous');
  });

  it('subgraphs that do not compose are told as such', () => {
    const now = over(before, edit(inventory, 'enum StockLevel {', 'enum OtherLevel {'));
    expect(() => checkSchemas({ before, now })).toThrow('do not compose');
  });
});
