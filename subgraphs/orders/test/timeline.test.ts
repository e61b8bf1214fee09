import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { freeTextTypes, timelineTypes } from '../src/domain/timeline.js';

it('every kind of timeline entry is described in the schema, in the same words', () => {
  const schema = readFileSync(new URL('../src/schema.graphql', import.meta.url), 'utf8');
  for (const [type, description] of Object.entries(timelineTypes))
    expect(schema).toContain(`- \`${type}\`: ${description}`);
});

it('entries with free text are kinds of entries', () => {
  expect(Object.keys(timelineTypes)).toEqual(expect.arrayContaining([...freeTextTypes]));
});
