/**
 * `npm run release:mobile -- <version>` freezes what the mobile client asks for today: its documents with
 * their ids, and the shape of what each sends and gets. `-- --check` fails when today's schema would break
 * an app that is out.
 */
import { parseArgs } from 'node:util';
import {
  clientOperationsFolder,
  readDocuments,
  readMobileSchema,
  toPersistedOperations,
} from './mobile/persisted-operations.js';
import { checkReleases, describeFault, readReleases, writeRelease } from './mobile/releases.js';

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean' } },
  allowPositionals: true,
});

if (values.check) check();
else freeze(positionals[0]);

function freeze(version: string | undefined): void {
  if (!version) throw new Error('Name the version: npm run release:mobile -- 1.2.0');
  const operations = toPersistedOperations(readDocuments(clientOperationsFolder));
  writeRelease(version, operations, readMobileSchema());
  console.log(`Release ${version} of the mobile app: ${operations.length} documents are frozen.`);
}

function check(): void {
  const faults = checkReleases(readReleases(), readMobileSchema());
  for (const fault of faults) {
    const say = fault.isBreaking ? console.error : console.warn;
    say(`${fault.isBreaking ? 'Breaks' : 'New to'} ${describeFault(fault)}`);
  }
  if (faults.some(({ isBreaking }) => isBreaking)) process.exitCode = 1;
}
