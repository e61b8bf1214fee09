/** What `npm run bench:pages` understands. */
import { parseArgs } from 'node:util';
import { type PageName, pageNames } from './pages.js';

export interface Options {
  pages: readonly PageName[];
  /** Catalogues, in products: the growth is from the first to the last, the comparison with SQL in the last. */
  products: readonly number[];
  /** How often each server has its turn with each page; a ratio is the median of the rounds'. */
  rounds: number;
  /** Length of a turn. */
  seconds: number;
  connections: number;
  /** Keeps the systems' data there, so that the next run need not seed again. */
  data: string | undefined;
  /** Servers that take part; all, unless told. */
  only: RegExp | undefined;
  require: boolean;
  json: boolean;
}

const usage = `Usage: npm run bench:pages [-- options]
  --quick            short turns, to see that it works
  --pages <names>    of ${pageNames.join(', ')}; separated by commas
  --products <list>  sizes of the catalogue (1000,100000)
  --rounds <n>       turns of each server (3)
  --seconds <n>      length of a turn (6): longer than answers are kept
  --connections <n>  requests at a time (128)
  --only <pattern>   servers whose names match
  --data <folder>    keeps the seeded databases there for the next run
  --require          fails below the targets
  --json             prints the figures as JSON on stdout, everything else on stderr`;

/** @throws Error with what is wrong with the arguments */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      pages: { type: 'string', default: pageNames.join() },
      products: { type: 'string', default: '1000,100000' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      connections: { type: 'string', default: '128' },
      only: { type: 'string' },
      data: { type: 'string' },
      require: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    pages: values.pages.split(',').map(readPage),
    products: values.products.split(',').map((text) => count('products', text, 1_000_000)),
    rounds: count('rounds', values.rounds ?? (values.quick ? '1' : '3'), 1_000),
    seconds: count('seconds', values.seconds ?? (values.quick ? '1' : '6'), 3_600),
    connections: count('connections', values.connections, 1_000),
    only: values.only === undefined ? undefined : new RegExp(values.only),
    data: values.data,
    require: values.require,
    json: values.json,
  };
}

function readPage(name: string): PageName {
  const found = pageNames.find((known) => known === name);
  if (found) return found;
  throw new Error(`--pages does not know "${name}".\n\n${usage}`);
}

function count(name: string, text: string, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new Error(`--${name} must be a number from 1 to ${max}, not "${text}".\n\n${usage}`);
}
