/** The report for a person: one line per check, then what is wrong and what to do about it. */
import { styleText } from 'node:util';
import type { Breach, CheckReport, Report } from '@tributary/reconciliation';

export function printReport({ ok, checks, durationMs, rounds }: Report): void {
  for (const check of checks) console.log(toLine(check));
  for (const check of checks) printDetails(check);
  const breaches = checks.reduce((sum, check) => sum + check.breaches, 0);
  const took = `${(durationMs / 1_000).toFixed(1)} s`;
  const again = rounds > 0 ? `, suspects looked at again ${rounds} times` : '';
  const made = checks.filter(({ skipped }) => !skipped).length;
  console.log(
    ok
      ? styleText('green', `\nAll ${made} checks hold (${took}${again}).`)
      : styleText('red', `\n${breaches} breaches (${took}${again}).`),
  );
  const skipped = checks.length - made;
  if (skipped > 0) console.log(styleText('yellow', `${skipped} checks were skipped.`));
}

function toLine({ name, says, examined, breaches, inMotion, notices, skipped }: CheckReport) {
  const [sign, colour] = skipped
    ? (['-', 'yellow'] as const)
    : breaches > 0
      ? (['✗', 'red'] as const)
      : (['✓', 'green'] as const);
  const counts = [
    `${examined} examined`,
    ...(breaches > 0 ? [styleText('red', `${breaches} breaches`)] : []),
    ...(inMotion > 0 ? [`${inMotion} in motion`] : []),
    ...(notices > 0 ? [styleText('yellow', `${notices} to look at`)] : []),
  ];
  const result = skipped ? `skipped: ${skipped}` : counts.join(', ');
  return `${styleText(colour, sign)} ${name.padEnd(22)} ${says} ${styleText('dim', `(${result})`)}`;
}

function printDetails(check: CheckReport): void {
  printTable(styleText('red', `\n${check.name}: ${check.says}`), check.details, check.breaches);
  const title = styleText('yellow', `\n${check.name}: worth a look`);
  printTable(title, check.noticeDetails, check.notices);
}

function printTable(title: string, details: readonly Breach[], count: number): void {
  if (details.length === 0) return;
  console.log(title);
  console.table(
    details.map(({ subject, id, expected, found }) => ({ subject, id: id ?? '', expected, found })),
  );
  if (count > details.length) console.log(`… and ${count - details.length} more`);
  for (const remedy of new Set(details.map((detail) => detail.remedy)))
    console.log(`  What to do: ${remedy}`);
}
