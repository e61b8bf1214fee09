/**
 * `npm run reconcile`: proves, over all databases, that stock, orders and money agree. Reads only, while
 * the system runs. Ends with 0 when all agree, 1 when something does not, 2 when it could not be told.
 *   npm run reconcile [-- --json] [--strict] [--settle-seconds 10] [--settle-rounds 6]
 *                     [--timeout-seconds 1200] [--stuck-seconds 3600]
 * Looks at USERS_/ORDERS_/INVENTORY_DATABASE_URL and REDIS_URL or JOBS_DATABASE_URL, else at the
 * embedded system that `npm start` runs.
 */
import { parseArgs } from 'node:util';
import { reconcile } from '@tributary/reconciliation';
import { findBooks } from './reconcile/find-books.js';
import { printReport } from './reconcile/print-report.js';
import { createProgress } from './reconcile/progress.js';

const usage =
  'Usage: npm run reconcile [-- --json] [--strict] [--settle-seconds <n>] [--settle-rounds <n>] [--timeout-seconds <n>] [--stuck-seconds <n>]';

class UsageError extends Error {}

async function main(): Promise<void> {
  const { json, strict, ...seconds } = readArguments();
  const { urls, provider, reservationSeconds } = await findBooks();
  const progress = createProgress(json);
  try {
    const report = await reconcile({
      urls,
      provider,
      strict,
      settleSeconds: seconds['settle-seconds'],
      settleRounds: seconds['settle-rounds'],
      // A reservation that ran out ends the order; two sweeps and the way back come on top.
      timeoutSeconds: seconds['timeout-seconds'] ?? reservationSeconds + 300,
      stuckSeconds: seconds['stuck-seconds'],
      onProgress: progress.show,
    });
    progress.end();
    if (json) console.log(JSON.stringify(report, undefined, 2));
    else printReport(report);
    process.exitCode = report.ok ? 0 : 1;
  } finally {
    progress.end();
  }
}

function readArguments() {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      'settle-seconds': text,
      'settle-rounds': text,
      'timeout-seconds': text,
      'stuck-seconds': text,
    },
  });
  const number = (name: `${'settle' | 'timeout' | 'stuck'}-seconds` | 'settle-rounds') => {
    const value = values[name];
    if (value === undefined) return undefined;
    if (value.trim() !== '' && Number(value) >= 0) return Number(value);
    throw new UsageError(`--${name} must be a number from 0, not "${value}". ${usage}`);
  };
  return {
    json: values.json,
    strict: values.strict,
    'settle-seconds': number('settle-seconds'),
    'settle-rounds': number('settle-rounds'),
    'timeout-seconds': number('timeout-seconds'),
    'stuck-seconds': number('stuck-seconds'),
  };
}

try {
  await main();
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  console.error(
    code?.startsWith('ERR_PARSE_ARGS') ? `${message} ${usage}` : `reconcile: ${message}`,
  );
  process.exitCode = 2;
}
