/** Books that agree: who may look at them, what it costs, and what `npm run reconcile` says. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { testPostgres } from '@tributary/embedded/testing';
import { reconcile, type Report } from '@tributary/reconciliation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/stack.js';
import { runSql } from '../support/books.js';
import { createShopPattern, type Shop, type ShopPattern } from './small-shop.js';

const total = 20_000;
let pattern: ShopPattern;
let shop: Shop;

beforeAll(async () => {
  pattern = await createShopPattern(total);
  shop = await pattern.open();
}, 120_000);
afterAll(async () => {
  await shop.close();
  await pattern.drop();
});

const examined = ({ checks }: Report) =>
  Object.fromEntries(checks.map((check) => [check.name, check.examined]));

describe('books that agree', () => {
  it('are proved by every check, each of which had something to look at', async () => {
    const report = await reconcile({ urls: shop.urls, strict: true });
    expect(report.checks.filter(({ breaches }) => breaches > 0)).toEqual([]);
    expect(report).toMatchObject({ ok: true, rounds: 0 });
    const counts = examined(report);
    expect(counts).toMatchObject({ 'stock-levels': 50, 'order-totals': total });
    const idle = Object.keys(counts).filter((name) => counts[name] === 0);
    // No order is under way here, and no broker was named.
    expect(idle).toEqual(['late-orders', 'dead-letters']);
  });

  it('are looked at with no more than SELECT', async () => {
    const { superuserUrl } = testPostgres();
    const role = `auditor_${randomUUID().replaceAll('-', '')}`;
    await runSql(superuserUrl, `CREATE ROLE ${role} LOGIN PASSWORD 'look'`);
    const urls = { ...shop.urls };
    for (const [service, url] of Object.entries(shop.owners)) {
      await runSql(
        url,
        `GRANT USAGE ON SCHEMA public TO ${role};
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`,
      );
      const auditor = new URL(url);
      Object.assign(auditor, { username: role, password: 'look' });
      urls[service as keyof typeof urls] = auditor.href;
    }
    expect(await reconcile({ urls })).toMatchObject({ ok: true });
    await shop.close();
    await runSql(superuserUrl, `DROP ROLE ${role}`);
    shop = await pattern.open();
  });

  it('are read a page at a time: memory does not grow with them', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const live: number[] = [];
    let seen = 0;
    await reconcile({
      urls: shop.urls,
      onProgress(step, done) {
        if (step !== 'orders' || done - seen < 2_000) return;
        seen = done;
        collect();
        live.push(process.memoryUsage().heapUsed);
      },
    });
    expect(live.length).toBeGreaterThan(5);
    // 20,000 orders with all that belongs to them are more than 40 MB; a page of each stream is not 10.
    const growth = Math.max(...live) - live[0]!;
    expect(growth).toBeLessThan(8 * 1_048_576);
  });
});

describe('npm run reconcile', () => {
  const variables = () => ({
    USERS_DATABASE_URL: shop.urls.users,
    ORDERS_DATABASE_URL: shop.urls.orders,
    INVENTORY_DATABASE_URL: shop.urls.inventory,
  });

  it('says what holds, and ends with 0', async () => {
    const { code, stdout } = await run([], variables());
    expect(stdout).toContain('✓ stock-levels');
    expect(stdout).toContain(`${total} examined`);
    expect(stdout).toContain('- dead-letters');
    expect(stdout).toContain('skipped: no broker was given');
    expect(stdout).toMatch(/All 18 checks hold \(\d+\.\d s\)\./);
    expect(code).toBe(0);
  });

  it('skips the provider’s books when they are not the built-in one’s, and says so', async () => {
    const { code, stdout } = await run([], { ...variables(), PAYMENT_PROVIDER: 'stripe' });
    expect(stdout).toMatch(/- paid-at-provider .*"stripe" cannot be read yet/);
    expect(stdout).toContain('5 checks were skipped.');
    expect(code).toBe(0);
  });

  it('shows what does not hold with what to do, for people and machines, and ends with 1', async () => {
    const spoilt = await pattern.open();
    await spoilt.run('inventory', `UPDATE stock_levels SET on_hand = 7 WHERE sku = 'SKU-3'`);
    const env = { ...variables(), INVENTORY_DATABASE_URL: spoilt.urls.inventory };
    const [people, machines] = [await run([], env), await run(['--json'], env)];
    expect(people.stdout).toContain('✗ stock-levels');
    expect(people.stdout).toMatch(/'SKU-3'.*'7 on hand, 0 reserved'/);
    expect(people.stdout).toContain('What to do: npm run rebuild');
    expect([people.code, machines.code]).toEqual([1, 1]);
    const report = JSON.parse(machines.stdout) as Report;
    expect(report.ok).toBe(false);
    expect(report.checks.find(({ name }) => name === 'stock-levels')).toMatchObject({
      breaches: 1,
      details: [{ subject: 'SKU-3', found: '7 on hand, 0 reserved' }],
    });
    await spoilt.close();
  });

  it('ends with 2 when it cannot tell', async () => {
    const away = 'postgresql://nobody:x@127.0.0.1:1/orders';
    const answers = await Promise.all([
      run([], { ...variables(), ORDERS_DATABASE_URL: away }),
      run([], { ORDERS_DATABASE_URL: away }),
      run(['--settle-seconds', 'soon'], variables()),
      run(['--what'], variables()),
    ]);
    expect(answers.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    const [unreachable, partly, wrongNumber, wrongOption] = answers.map(({ stderr }) => stderr);
    expect(unreachable).toContain('reconcile: The orders database: ');
    expect(partly).toContain('set USERS_DATABASE_URL and INVENTORY_DATABASE_URL too');
    expect(wrongNumber).toContain('--settle-seconds must be a number');
    expect(wrongOption).toContain('Usage: npm run reconcile');
    for (const { stderr } of answers) expect(stderr).not.toMatch(/ at .*\.ts/);
  });
});

function run(args: string[], variables: Record<string, string>) {
  const { PATH = '' } = process.env;
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', 'scripts/reconcile.ts', ...args],
      { cwd: root, env: { PATH, ...variables, NO_COLOR: '1' } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
