// Prints the closing line of a test run; a skipped test is a failure here, and so is an empty run.
import { readFileSync } from 'node:fs';

const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } =
  JSON.parse(readFileSync(process.argv[2], 'utf8'));
const skipped = numPendingTests + numTodoTests;
const failed = numFailedTests + skipped + (numFailedTests === 0 ? numFailedTestSuites : 0);
if (skipped > 0) console.log(`${skipped} tests were skipped, which CI does not allow.`);
console.log(`${numPassedTests} passed, ${failed} failed`);
if (failed > 0 || numPassedTests === 0) process.exit(1);
