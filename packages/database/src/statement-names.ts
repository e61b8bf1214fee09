/**
 * Counts the SQL statements, and names those that come again and again. PostgreSQL parses and plans a named
 * statement once per connection; for the short statements of a checkout that is half of their cost.
 * Statements that are rare, or whose text varies with their lists, stay nameless: a plan takes memory
 * in every connection.
 */

import { sqlStatements } from '@tributary/service';

/** Answers the name of a statement that is being sent; empty for one without. */
export type StatementNames = (query: { sql: string; args: readonly unknown[] }) => string;

/** Seen this often, a statement gets a name. */
const nameFrom = 10;
/** Texts counted at the same time; then counting begins anew. */
const countedMax = 1_000;
const selectsAll = /(SELECT|RETURNING)\s+\*/i;

/**
 * To be asked for each statement that is sent. No name has a statement without parameters (such as BEGIN),
 * and one that selects `*`, which would fail when a migration adds a column.
 * @param namesMax names given at most
 */
export function createStatementNames(namesMax = 100): StatementNames {
  const names = new Map<string, string>();
  let counts = new Map<string, number>();
  return ({ sql, args }) => {
    sqlStatements.inc();
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= namesMax || args.length === 0 || selectsAll.test(sql)) return '';
    const count = (counts.get(sql) ?? 0) + 1;
    if (count < nameFrom) {
      if (counts.size >= countedMax) counts = new Map();
      counts.set(sql, count);
      return '';
    }
    counts.delete(sql);
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}
