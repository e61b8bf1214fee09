import { expect, it } from 'vitest';
import { readBffMobileConfig } from '../src/config.js';
import { mainImage, toImageUrl } from '../src/views/image.js';

it.each([
  ['/images/a.svg', '/images/a.svg?w=320'],
  ['https://cdn.example/a.jpg?v=2', 'https://cdn.example/a.jpg?v=2&w=320'],
  ['/sprite.svg#mug', '/sprite.svg?w=320#mug'],
])('the picture %s is asked for as %s', (url, wanted) => {
  expect(toImageUrl(url, 160, 'IMAGE_2X')).toBe(wanted);
});

it('a product without pictures has no main one', () => {
  expect(mainImage([], 160, 'IMAGE_1X')).toBeNull();
});

it('needs one variable', () => {
  expect(() => readBffMobileConfig({})).toThrow('MOBILE_SYNC_SECRET is missing');
  expect(readBffMobileConfig({ MOBILE_SYNC_SECRET: 'x'.repeat(32) })).toMatchObject({
    BFF_MOBILE_PORT: 4200,
    GATEWAY_URL: 'http://127.0.0.1:4000/graphql',
  });
});
