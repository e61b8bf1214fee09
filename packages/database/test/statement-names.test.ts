import { describe, expect, it } from 'vitest';
import { createStatementNames } from '../src/statement-names.js';

const ask = (nameOf: ReturnType<typeof createStatementNames>, sql: string, times = 20) =>
  Array.from({ length: times }, () => nameOf({ sql, args: [1] })).at(-1)!;

describe('statement names', () => {
  it('gives a statement that comes again one name, and another one another', () => {
    const nameOf = createStatementNames();
    const name = ask(nameOf, 'SELECT 1');
    expect(name).not.toBe('');
    expect(ask(nameOf, 'SELECT 1')).toBe(name);
    expect(ask(nameOf, 'SELECT 2')).not.toBe(name);
    expect(ask(nameOf, 'SELECT 2')).not.toBe('');
  });

  it('gives a rare statement none', () => {
    expect(ask(createStatementNames(), 'SELECT 1', 3)).toBe('');
  });

  it('gives none to statements that a migration would break, or that nothing is gained with', () => {
    const nameOf = createStatementNames();
    expect(ask(nameOf, 'SELECT * FROM orders WHERE id = $1')).toBe('');
    expect(ask(nameOf, 'INSERT INTO orders VALUES ($1) RETURNING *')).toBe('');
    const begin = Array.from({ length: 20 }, () => nameOf({ sql: 'BEGIN', args: [] }));
    expect(begin.at(-1)).toBe('');
  });

  it('stops at its limit, and forgets what it only counted', () => {
    const nameOf = createStatementNames(1);
    for (let number = 0; number < 5_000; number++) ask(nameOf, `SELECT ${number}`, 1);
    expect(ask(nameOf, 'SELECT 1')).not.toBe('');
    expect(ask(nameOf, 'SELECT 2')).toBe('');
  });
});
