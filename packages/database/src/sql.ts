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

/** A template without fragments of SQL in it always has the same text. */
const texts = new WeakMap<TemplateStringsArray, string>();

export function prepare(
  query: TemplateStringsArray | Statement,
  values: readonly unknown[],
): Prepared {
  if (query instanceof Statement) return { text: query.text, values: query.values };
  if (values.some((value) => value instanceof Statement)) {
    const { text, values: flat } = new Statement(query, values);
    return { text, values: flat };
  }
  let text = texts.get(query);
  if (text === undefined) {
    text = query.reduce((before, part, index) => `${before}$${index}${part}`);
    texts.set(query, text);
  }
  return { text, values };
}
