/** Writes down how each test ended, by project, for safeties.test.ts to judge. */
import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

export interface Outcome {
  /** Name of the safety that was removed, or `all in place`. */
  project: string;
  test: string;
  state: 'passed' | 'failed';
  /** Name and message of the first error. */
  error: string | null;
}

export interface Outcomes {
  tests: Outcome[];
  /** What broke outside of any test, after the project's name: a module that cannot be loaded, a hook. */
  others: string[];
}

export class OutcomeReporter implements Reporter {
  private readonly path: string | undefined;

  constructor(path: string | undefined) {
    this.path = path;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const outcomes: Outcomes = { tests: [], others: [] };
    for (const module of modules) {
      const { name: project } = module.project;
      for (const error of module.errors()) outcomes.others.push(`${project}: ${inWords(error)}`);
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state !== 'passed' && state !== 'failed') continue;
        const error = errors?.[0] ? inWords(errors[0]) : null;
        outcomes.tests.push({ project, test: test.name, state, error });
      }
    }
    if (this.path) writeFileSync(this.path, JSON.stringify(outcomes));
    else process.stdout.write(`${JSON.stringify(outcomes, null, 2)}\n`);
  }
}

const inWords = ({ name, message }: SerializedError): string => `${name}: ${message}`;
