import { describe, expect, it } from 'vitest';
import { createSseParser, EventTooLong } from '../src/sse-parser.js';

const text =
  ':\r\n\r\nevent: next\r\ndata: {"a":\r\ndata: "é"}\r\n\r\nretry: 5\n\nevent:complete\rdata\r\r';
const events = [
  { event: 'next', data: '{"a":\n"é"}' },
  { event: 'complete', data: '' },
];

describe('server-sent events', () => {
  it.each([1, 2, 3, 7, 1_000])('come whole out of pieces of %i bytes', (size) => {
    const parse = createSseParser(100);
    const bytes = Buffer.from(`${text}\n`);
    const found = [];
    for (let start = 0; start < bytes.length; start += size)
      found.push(...parse(bytes.subarray(start, start + size)));
    expect(found).toEqual(events);
  });

  it('are refused when they are too long, with or without an end of line', () => {
    expect(() => createSseParser(10)(Buffer.from('x'.repeat(11)))).toThrow(EventTooLong);
    const line = `data: ${'x'.repeat(4)}\n`;
    expect(() => createSseParser(25)(Buffer.from(line.repeat(3)))).toThrow(EventTooLong);
    expect(createSseParser(25)(Buffer.from(`${line.repeat(2)}\n`))).toHaveLength(1);
  });
});
