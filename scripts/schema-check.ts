/**
 * `npm run schema:check -- --base <git ref>`: what the schemas of the working tree do to the clients that are
 * out. It ends with code 1 when a client breaks, and with 2 when the check could not be made. Without a base:
 * whether today's schemas answer today's documents.
 */
import { runCommand } from './schema-check/command.js';

const isColoured = process.stdout.isTTY && !process.env['NO_COLOR'];
const { text, exitCode } = runCommand(process.argv.slice(2), isColoured);
(exitCode === 2 ? process.stderr : process.stdout).write(text);
process.exitCode = exitCode;
