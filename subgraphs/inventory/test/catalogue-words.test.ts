import { describe, expect, it } from 'vitest';
import { keepFailures, readImportLines, refuseTaken } from '../src/domain/import-lines.js';
import { drawPicture } from '../src/domain/picture.js';
import { readCursorKeys, toCursorKeys } from '../src/domain/product-list.js';
import { readComparedWords, readSearchWords } from '../src/domain/search-words.js';

describe('the search box', () => {
  it.each([
    ['coffee', '', 'coffee'],
    ['oak cho', 'oak ', 'cho'],
    ['tea or cof', 'tea or ', 'cof'],
    ['lamp -table', 'lamp -table', ''],
    ['"coffee mug"', '', ''],
    ['mug!', '', ''],
    ['  Äpfel ', '', 'Äpfel'],
  ])('reads %j as %j and, still being typed, %j', (search, finished, unfinished) => {
    const words = readSearchWords(search);
    expect(words.all).toBe(search.trim());
    expect(words.unfinished).toBe(unfinished);
    expect(words.finished).toBe(finished);
  });

  it.each([
    ['quiet walnut coffee tab', true],
    ['quiet walnut tab', false],
    ['quiet walnut coffee ', false],
    ['quiet or walnut coffee tab', false],
    ['quiet walnut coffee -oak tab', false],
    ['a b c d tab', false],
  ])('takes the finished words of %j for few products: %j', (search, isNarrow) => {
    expect(readSearchWords(search).isNarrow).toBe(isNarrow);
  });

  it('compares the longer words, at most six', () => {
    expect(readComparedWords('a teapt of coppr')).toEqual(['teapt', 'coppr']);
    expect(readComparedWords('ab')).toEqual(['ab']);
    expect(readComparedWords('one two three four five six seven')).toHaveLength(6);
  });
});

describe('a cursor', () => {
  const id = '019aa07d-f280-7000-8000-000000000001';

  it('is read back as it was made', () => {
    const position = { mode: 'TEXT', sort: 'RELEVANCE', key: 0.6079, id } as const;
    expect(readCursorKeys(toCursorKeys(position), 'RELEVANCE', true)).toEqual(position);
  });

  it.each([
    ['another order', ['NAME:ALL', 'mug', id], 'NEWEST', false],
    ['a list with a search', ['NEWEST:TEXT', '', id], 'NEWEST', false],
    ['a list without one', ['NEWEST:ALL', '', id], 'NEWEST', true],
    ['no id', ['NEWEST:ALL', '', 'x'], 'NEWEST', false],
    ['a price that is none', ['PRICE_ASC:ALL', 1.5, id], 'PRICE_ASC', false],
    ['a price beyond 32 bits', ['PRICE_ASC:ALL', 1e12, id], 'PRICE_ASC', false],
    ['a name with a NUL', ['NAME:ALL', 'a\0', id], 'NAME', false],
  ] as const)('of %s is refused', (_what, keys, sort, searching) => {
    expect(readCursorKeys(keys, sort, searching)).toBeNull();
  });
});

describe('lines of an import', () => {
  const nothing = { slugs: new Set<string>(), skus: new Set<string>() };
  const categories = new Set(['kitchen']);
  const line = (number: number, slug: string, ...skus: string[]) => ({
    line: number,
    slug,
    category: 'kitchen',
    skus,
  });

  it('are numbered as in the file, blank ones too', () => {
    expect(readImportLines('{}\n\n {} \n\n')).toEqual([
      { line: 1, text: '{}' },
      { line: 2, text: '' },
      { line: 3, text: '{}' },
    ]);
  });

  it('are refused when they take what the store or an earlier line has', () => {
    const taken = { slugs: new Set(['mug']), skus: new Set(['S-1']) };
    const lines = [
      line(1, 'mug', 'A'),
      line(2, 'cup', 'S-1'),
      line(3, 'pan', 'B'),
      line(4, 'pan', 'C'),
      line(5, 'pot', 'B'),
    ];
    const { accepted, failures } = refuseTaken(lines, taken, categories);
    expect(accepted.map((each) => each.line)).toEqual([3]);
    expect(failures.map((each) => each.line)).toEqual([1, 2, 4, 5]);
  });

  it('are refused in an unknown category', () => {
    const { failures } = refuseTaken(
      [{ ...line(1, 'x', 'X'), category: 'y' }],
      nothing,
      categories,
    );
    expect(failures[0]?.reason).toContain('"y"');
  });

  it('keep their first 100 failures, in order', () => {
    const failures = Array.from({ length: 150 }, (_, at) => ({ line: 150 - at, reason: 'no' }));
    const kept = keepFailures([], failures);
    expect(kept).toHaveLength(100);
    expect(kept[0]?.line).toBe(1);
  });
});

describe('a picture', () => {
  it('is the same every time, and differs by product and by shelf', () => {
    expect(drawPicture('red-mug', 'kitchen')).toBe(drawPicture('red-mug', 'kitchen'));
    expect(drawPicture('red-mug', 'kitchen')).not.toBe(drawPicture('blue-mug', 'kitchen'));
    expect(drawPicture('red-mug', 'kitchen')).not.toBe(drawPicture('red-mug', 'bags'));
  });

  it('repeats nothing of what was asked', () => {
    const picture = drawPicture('"><script>', '"><script>');
    expect(picture).not.toContain('script');
  });
});
