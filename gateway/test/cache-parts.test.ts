import { describe, expect, test } from 'vitest';
import { readCacheHint } from '../src/cache/cache-hint.js';
import { CachedFetch } from '../src/cache/cached-fetch.js';
import { tagOf, tagsOfChange } from '../src/cache/change.js';
import { keysOf } from '../src/cache/entry-keys.js';
import { createMemoryStore } from '../src/cache/memory-store.js';
import { type PolicyHolder, restrictPolicy, writePolicy } from '../src/cache/response-policy.js';
import { Tombstones } from '../src/cache/tombstones.js';
import type { GatewayContext } from '../src/context.js';

describe('a cache-control header', () => {
  test.each([
    [undefined, undefined],
    ['no-store', undefined],
    ['max-age=0, public', undefined],
    ['max-age=60, no-cache', undefined],
    ['public', undefined],
    ['max-age=60, public', { maxAgeMs: 60_000, staleMs: undefined, isPrivate: false }],
    ['private,max-age=5', { maxAgeMs: 5_000, staleMs: undefined, isPrivate: true }],
    ['max-age=5, s-maxage=9', { maxAgeMs: 9_000, staleMs: undefined, isPrivate: false }],
    ['private, max-age=5, s-maxage=9', { maxAgeMs: 5_000, staleMs: undefined, isPrivate: true }],
    [
      'max-age=60, stale-while-revalidate=7',
      { maxAgeMs: 60_000, staleMs: 7_000, isPrivate: false },
    ],
  ])('%s', (header, hint) => {
    expect(readCacheHint(header)).toEqual(hint);
  });
});

test('the same operation of two subgraphs has two keys', () => {
  const idOf = (subgraph: string, operation: string) =>
    new CachedFetch(subgraph, operation, () => []).id;
  const ids = [idOf('a', '{x}'), idOf('b', '{x}'), idOf('a', '{y}'), idOf('a', '{x}')];
  expect(new Set(ids).size).toBe(3);
});

test('callers whose forwarded headers differ do not share what is public, but for their credentials', () => {
  const keyOf = (...forwardedHeaders: string[]) => {
    const identity = { userId: null, sessionId: null, roles: [] };
    const context = { identity, forwardedHeaders } as unknown as GatewayContext;
    return keysOf({ seesPublic: true, seesPrivate: false }, 'item', context)[0];
  };
  expect(keyOf('x-tenant', 'a')).toBe(keyOf('authorization', 'x', 'x-tenant', 'a'));
  expect(keyOf('x-tenant', 'a')).not.toBe(keyOf('x-tenant', 'b'));
  expect(keyOf('cookie', 'a')).toBe(keyOf('cookie', 'b'));
});

test('a response may be kept as long as the strictest of its parts, whichever came last', () => {
  const hint = (maxAgeMs: number, isPrivate = false) => ({ maxAgeMs, isPrivate });
  const policyOf = (...hints: Parameters<typeof restrictPolicy>[1][]) => {
    const holder: PolicyHolder = {};
    for (const one of hints) restrictPolicy(holder, one);
    return writePolicy(holder, 'query');
  };
  expect(policyOf(hint(60_000), hint(5_000))).toBe('max-age=5, public');
  expect(policyOf(hint(5_000), hint(60_000))).toBe('max-age=5, public');
  expect(policyOf(hint(5_000, true), hint(60_000))).toBe('max-age=5, private');
  expect(policyOf(undefined, hint(60_000))).toBe('no-store');
  expect(policyOf(hint(999))).toBe('no-store');
  expect(policyOf()).toBe('no-store');
});

describe('the memory', () => {
  const entry = (text: string, position = 1) => ({
    text,
    tags: [],
    mark: { generation: 0, position },
    isPrivate: false,
    expiresAt: 1,
    staleUntil: 1,
  });

  test('stays within its bytes, the least used going first', () => {
    const memory = createMemoryStore(20_000);
    for (let index = 0; index < 100; index++) {
      memory.set(`key ${index}`, entry('x'.repeat(500)));
      memory.get('key 0');
    }
    expect(memory.bytes).toBeLessThanOrEqual(20_000);
    expect(memory.size).toBeGreaterThan(5);
    expect(memory.get('key 0')).toBeDefined();
    expect(memory.get('key 1')).toBeUndefined();
  });

  test('takes nothing that is too large for it', () => {
    const memory = createMemoryStore(20_000);
    memory.set('large', entry('x'.repeat(2_000)));
    expect(memory.size).toBe(0);
  });

  test('keeps what was read later', () => {
    const memory = createMemoryStore(20_000);
    memory.set('key', entry('new', 2));
    memory.set('key', entry('old', 1));
    expect(memory.get('key')?.text).toBe('new');
  });
});

describe('tombstones', () => {
  test('that had to be forgotten end all that was read before them', () => {
    const tombstones = new Tombstones(2);
    const at = (position: number) => ({ generation: 0, position });
    tombstones.bury(['a'], 5);
    tombstones.bury(['b'], 6);
    expect(tombstones.stands(['c'], at(3))).toBe(true);
    tombstones.bury(['d'], 7);
    expect(tombstones.stands(['c'], at(3))).toBe(false);
    expect(tombstones.stands(['a'], at(5))).toBe(true);
    expect(tombstones.stands(['d'], at(6))).toBe(false);
  });
});

describe('a change of an entity', () => {
  const facts = {
    interfacesOf: (type: string) => (type === 'Book' ? ['Media'] : []),
    keySetsOf: () => ['id', 'isbn'],
  };

  test('ends what is known of it under its other keys, and its interfaces', () => {
    const tags = tagsOfChange({ subgraph: 's', type: 'Book', key: { id: 1 } }, facts);
    expect(tags).toContain(tagOf.entity('s', 'Book', '[["id","1"]]'));
    expect(tags).toContain(tagOf.namedOtherwise('s', 'Book', 'isbn'));
    expect(tags).not.toContain(tagOf.namedOtherwise('s', 'Book', 'id'));
    expect(tags).toContain(tagOf.type('s', 'Media'));
  });
});
