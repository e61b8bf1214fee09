/**
 * The options of `npm run gateway`: each stands for a variable of the configuration, which checks it.
 * Nothing is validated here but the options' names, so that there is one set of rules.
 */
import { parseArgs } from 'node:util';
import { ConfigError } from '@tributary/service';
import { options } from './command-line-options.js';

/** The variables of the configuration that options set. */
export type Variables = Record<string, string>;

/** @throws ConfigError naming the option that is wrong */
export function readCommandLine(args: readonly string[]): Variables {
  const values = parse(args);
  const variables: Variables = {};
  for (const [name, { variable }] of Object.entries(options)) {
    const value = values[name];
    if (value) variables[variable] = Array.isArray(value) ? value.join(',') : value;
  }
  return { ...variables, ...toSource(variables['SUPERGRAPH_FILE']) };
}

/** What --supergraph names may be three kinds of things. */
function toSource(named: string | undefined): Variables {
  if (named === undefined) return {};
  if (named === 'uplink') return { SUPERGRAPH_SOURCE: 'uplink' };
  return /^https?:\/\//i.test(named)
    ? { SUPERGRAPH_SOURCE: 'url', SUPERGRAPH_URL: named }
    : { SUPERGRAPH_SOURCE: 'file' };
}

function parse(args: readonly string[]) {
  const described = Object.entries(options).map(([name, { repeats }]) => [
    name,
    { type: 'string', multiple: repeats ?? false },
  ]);
  const config = Object.fromEntries(described) as Record<
    string,
    { type: 'string'; multiple: boolean }
  >;
  try {
    return parseArgs({ args: [...args], options: config }).values;
  } catch (error) {
    const [reason] = (error as Error).message.split('. ');
    throw new ConfigError([`${reason}: ${seeHelp}`]);
  }
}

/** The faults of a configuration, by the option that set the variable where one did. */
export function nameOptions(error: ConfigError, given: Variables): ConfigError {
  const named = Object.entries(options).filter(([, { variable }]) => variable in given);
  const optionOf = new Map(named.map(([name, { variable }]) => [variable, `--${name}`]));
  return new ConfigError(
    error.faults.map((fault) =>
      fault.startsWith('SUPERGRAPH_FILE is missing')
        ? `--supergraph is missing: what is to be served? ${seeHelp}`
        : fault.replace(/^\w+/, (word) => optionOf.get(word) ?? word),
    ),
  );
}

const seeHelp = '"npm run gateway -- --help" tells all options';
const usage = 'Usage: npm run gateway -- --supergraph FILE|URL|uplink [--port N] [options]';

/** What `--help` prints. */
export function renderHelp(): string {
  const rows = Object.entries(options).map(
    ([name, { takes, help, variable }]) => [`--${name} ${takes}`, help, variable] as const,
  );
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  const lines = rows.map(
    ([left, help, variable]) => `  ${left.padEnd(width)}${help} [${variable}]`,
  );
  return `${usage}

Serves a Federation 2 supergraph: /graphql, /health/live, /health/ready and /metrics, and in development
an explorer at /. Each option stands for the variable in brackets; an option wins over its variable.

${lines.join('\n')}

NODE_ENV=production hides schema, explorer and query plans. More variables are in docs/standalone-gateway.md.
`;
}
