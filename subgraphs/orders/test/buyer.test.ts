import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Buyer, type BuyerNews, hearOf } from '../src/domain/buyer.js';

const unknown: Buyer = { name: null, email: null, changedAt: new Date(0), isErased: false };
const at = (time: number) => new Date(time);
const known = (name: string, time: number): BuyerNews => ({
  type: 'KNOWN',
  name,
  email: `${name}@example.com`,
  at: at(time),
});
const hearAll = (news: readonly BuyerNews[]) =>
  news.reduce((buyer, each) => hearOf(buyer, each).buyer, unknown);

describe('what is known of a buyer', () => {
  const someNews = fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 });

  it('is the newest, in whatever order and however often news come', () => {
    fc.assert(
      fc.property(someNews, fc.infiniteStream(fc.nat()), (times, chances) => {
        const news = times.map((time) => known(`n${time}`, time));
        const repeated = [...news, ...news];
        const shuffled = repeated
          .map((each) => ({ each, key: chances.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
        expect(hearAll(shuffled).name).toBe(`n${Math.max(...times)}`);
      }),
    );
  });

  it('is nothing for good once erased, whenever that is heard', () => {
    fc.assert(
      fc.property(someNews, fc.nat(8), (times, position) => {
        const news: BuyerNews[] = times.map((time) => known(`n${time}`, time));
        news.splice(position, 0, { type: 'ERASED', at: at(25) });
        expect(hearAll(news)).toMatchObject({ name: null, email: null, isErased: true });
      }),
    );
  });

  it('is nothing yet when users has emptied the news', () => {
    const emptied: BuyerNews = { type: 'KNOWN', name: '', email: '', at: at(1) };
    expect(hearOf(unknown, emptied)).toMatchObject({
      buyer: { name: null, email: null },
      isRenamed: false,
    });
  });

  it('changes what orders are found by only when the texts change', () => {
    const { buyer } = hearOf(unknown, known('ada', 1));
    expect(hearOf(buyer, known('ada', 2))).toMatchObject({ isRenamed: false });
    expect(hearOf(buyer, known('grace', 2))).toMatchObject({ isRenamed: true });
    expect(hearOf(buyer, known('grace', 0))).toEqual({ buyer, isRenamed: false });
  });
});
