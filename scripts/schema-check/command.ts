/** The command line of the check: options in, the text and the exit code out. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkSchemas } from './check.js';
import { toMarkdown } from './markdown-report.js';
import { printReport } from './print-report.js';
import type { Report } from './report.js';
import { commitBefore, workingTree } from './tree.js';

const usage =
  'Usage: npm run schema:check -- [--base <git ref>] [--strict] [--json | --markdown] [--root <folder>]';

export interface Outcome {
  text: string;
  /** 0, 1 when a client breaks, 2 when the check could not be made. */
  exitCode: 0 | 1 | 2;
}

export function runCommand(args: string[], isColoured = false): Outcome {
  try {
    const values = readOptions(args);
    if (values.help) return { text: `${usage}\n`, exitCode: 0 };
    const report = makeReport(values);
    const text = values.json
      ? `${JSON.stringify(report, null, 2)}\n`
      : values.markdown
        ? toMarkdown(report)
        : printReport(report, isColoured);
    return { text, exitCode: report.isOk ? 0 : 1 };
  } catch (error) {
    return { text: `${(error as Error).message}\n`, exitCode: 2 };
  }
}

function readOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      base: { type: 'string' },
      strict: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      root: { type: 'string', default: resolve(import.meta.dirname, '../..') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.json && values.markdown) throw new Error(usage);
  return values;
}

function makeReport({ root, base, strict }: ReturnType<typeof readOptions>): Report {
  const now = workingTree(root);
  if (base === undefined) return checkSchemas({ now, isStrict: strict });
  const before = commitBefore(root, base);
  const found = checkSchemas({ now, before, isStrict: strict });
  return { base: { ref: base, commit: before.hash, isRef: before.isRef }, ...found };
}
