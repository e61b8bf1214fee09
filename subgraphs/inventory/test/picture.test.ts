import { describe, expect, it } from 'vitest';
import { drawPicture } from '../src/domain/picture.js';
import { chooseThing } from '../src/domain/picture/choose-thing.js';
import { shelves } from '../src/seed/shelves.js';

const nouns = shelves.flatMap(({ nouns }) => nouns);

describe('a picture', () => {
  it.each(nouns)('shows what a %s is', (noun) => {
    const words = noun.toLowerCase().split(/[^a-z]+/);
    // What no drawing is known for gets one by chance.
    const drawings = new Set([0, 1, 2, 3, 4].map((seed) => chooseThing(words, seed)));
    expect(drawings.size).toBe(1);
  });

  it('is the same each time, and another for another material, ground or thing', () => {
    const picture = drawPicture('quiet-oak-teapot', 'kitchen');
    expect(drawPicture('quiet-oak-teapot', 'kitchen')).toBe(picture);
    const others = [
      ['quiet-copper-teapot', 'kitchen'],
      ['quiet-oak-teapot', 'toys'],
      ['quiet-oak-kettle', 'kitchen'],
    ].map(([slug, category]) => drawPicture(slug!, category!));
    expect(new Set([picture, ...others]).size).toBe(4);
  });

  it('has a ground of its own for each shelf', () => {
    const walls = shelves.map(
      ({ slug }) => / fill="(hsl[^"]+)"/.exec(drawPicture('mug', slug))?.[1],
    );
    expect(new Set(walls).size).toBe(shelves.length);
  });

  it('is drawn for any name, and holds nothing of it', () => {
    for (let nth = 0; nth < 50; nth++) {
      const picture = drawPicture(`thing-xyzzy-${nth}`, 'plugh');
      expect(picture).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
      expect(picture).not.toMatch(/xyzzy|plugh|undefined|NaN/);
    }
  });
});
