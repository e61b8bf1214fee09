/**
 * Statements as tagged templates: every value becomes a parameter. The methods are those of Prisma's
 * client by their names, so that what is written for one runs on the other.
 */
import { Sql as Statement } from '@prisma/client/runtime/client';

/** A database or one of its transactions. */
export interface Sql {
  /** Rows of one statement, as pg reads them: timestamps are Dates, json is parsed, bigint and numeric are text. */
  $queryRaw<T = unknown>(query: TemplateStringsArray | Statement, ...values: unknown[]): Promise<T>;
  /** Number of rows that one statement touched. */
  $executeRaw(query: TemplateStringsArray | Statement, ...values: unknown[]): Promise<number>;
  /** Rows of a text with $1, $2, …, which must not come from outside. */
  $queryRawUnsafe<T = unknown>(text: string, ...values: unknown[]): Promise<T>;
}

export interface Prepared {
  text: string;
  values: readonly unknown[];
}

/** A template whose fragments of SQL are always the same ones, without values, has one text. */
interface Known {
  text: string;
  /** By the place of the value; undefined where a parameter is. */
  fragments: readonly (Statement | undefined)[];
  hasFragments: boolean;
}

const known = new WeakMap<TemplateStringsArray, Known>();

export function prepare(
  query: TemplateStringsArray | Statement,
  values: readonly unknown[],
): Prepared {
  if (query instanceof Statement) return { text: query.text, values: query.values };
  const found = known.get(query);
  if (found && hasSameFragments(values, found)) {
    const { text, fragments, hasFragments } = found;
    return { text, values: hasFragments ? values.filter((_, at) => !fragments[at]) : values };
  }
  const { text, values: flat } = new Statement(query, values);
  const fragments = values.map((value) => (value instanceof Statement ? value : undefined));
  const isFixed = fragments.every((fragment) => !fragment?.values.length);
  if (isFixed) known.set(query, { text, fragments, hasFragments: fragments.some(Boolean) });
  return { text, values: flat };
}

function hasSameFragments(values: readonly unknown[], { fragments }: Known): boolean {
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (value !== fragments[at] && (fragments[at] || value instanceof Statement)) return false;
  }
  return true;
}
