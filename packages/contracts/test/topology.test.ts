import { describe, expect, it } from 'vitest';
import { eventNames, parseEvent, subscribers, subscribersOf } from '../src/index.js';

describe('the event catalogue', () => {
  it('delivers only to queues that exist', () => {
    for (const name of eventNames)
      for (const subscriber of subscribersOf(name)) expect(subscribers).toContain(subscriber);
  });

  it('has work for every queue', () => {
    const used = new Set(eventNames.flatMap((name) => subscribersOf(name)));
    expect([...used].sort()).toEqual([...subscribers].sort());
  });

  it('refuses a payload that does not fit', () => {
    expect(() => parseEvent('UserErased', { userId: 'not a uuid' })).toThrow('Invalid UUID');
    expect(() => parseEvent('Nonsense' as 'UserErased', {})).toThrow('Unknown event "Nonsense"');
  });
});
