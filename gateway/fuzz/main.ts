/**
 * `npm run fuzz:gateway -- --cases 100000 --seed 1`: our executor of query plans against the stock one.
 * Ends with status 1 at the first difference that is not accepted, and shows how to repeat it.
 */
import { parseArgs } from 'node:util';
import { createProgress } from '../../scripts/progress.js';
import { acceptedDifferences } from './accepted.js';
import { type Difference, type Report, runDifferential } from './differential.js';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    from: { type: 'string', default: '0' },
    max: { type: 'string', default: '1' },
  },
});
const cases = Number(values.cases);
const seed = Number(values.seed);

console.log(`Seed ${seed}.`);
const progress = createProgress('comparisons');
const report = await runDifferential({
  cases,
  seed,
  from: Number(values.from),
  maxDifferences: Number(values.max),
  onProgress: (done) => progress.show(done, cases),
});
progress.end();
tell(report);
report.differences.forEach(explain);
process.exitCode = report.differences.length > 0 ? 1 : 0;

function tell(made: Report): void {
  const { cases: all, supergraphs, byFault, unsupported, differences } = made;
  console.log(`${all} comparisons on ${supergraphs} supergraphs: ${made.sound} sound responses,`);
  console.log(`${made.withErrors} with errors; ${made.withEntities} fetched entities, in`);
  console.log(
    `${made.deduplicated} of them ours asked for fewer; in ${made.joined} ours sent fewer requests.`,
  );
  console.log(`In ${made.reordered} stock answers so when its subgraphs answer in another order.`);
  for (const [fault, count] of byFault) console.log(`  ${fault}: ${count}`);
  for (const [reason, count] of unsupported) console.log(`  left to stock, ${reason}: ${count}`);
  console.log('Accepted differences:');
  for (const { name, reason } of acceptedDifferences) console.log(`  ${name}: ${reason}`);
  console.log(differences.length === 0 ? 'No other difference.' : 'Differences:');
}

function explain(difference: Difference): void {
  const { index, seed: own, fault, query, variables, subgraphs, differences } = difference;
  for (const { name, sdl } of subgraphs) console.log(`# ${name}\n${sdl}\n`);
  console.log(`To repeat: --seed ${seed} --from ${index} --cases 150`);
  console.log(`Fault "${fault}", seed ${own}\n${query}\n${JSON.stringify(variables)}`);
  console.log(differences.join('\n'));
}
