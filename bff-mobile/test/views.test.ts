import { expect, it } from 'vitest';
import { readBffMobileConfig } from '../src/config.js';
import { createPictures, mainImage } from '../src/views/image.js';

const resizer = 'https://img.example/{width}/{url}';

it.each([
  ['/images/a.svg', undefined, '/images/a.svg'],
  ['/images/a.svg?v=2', resizer, '/images/a.svg?v=2'],
  ['https://cdn.example/a.jpg?v=$&', undefined, 'https://cdn.example/a.jpg?v=$&'],
  [
    'https://cdn.example/a.jpg?v=$&',
    resizer,
    'https://img.example/320/https%3A%2F%2Fcdn.example%2Fa.jpg%3Fv%3D%24%26',
  ],
])('the picture %s is had, with the resizer %s, from %s', (url, at, wanted) => {
  expect(createPictures(at)('IMAGE_2X')(url, 160)).toBe(wanted);
});

it.each([
  ['IMAGE_1X', 360],
  ['IMAGE_2X', 720],
  ['IMAGE_3X', 1080],
] as const)('is as large as %s can show', (density, pixels) => {
  const url = createPictures(resizer)(density)('https://cdn.example/a.jpg', 360);
  expect(url).toContain(`/${pixels}/`);
});

it('a product without pictures has no main one', () => {
  expect(mainImage([], 160, createPictures(resizer)('IMAGE_1X'))).toBeNull();
});

it('needs one variable', () => {
  expect(() => readBffMobileConfig({})).toThrow('MOBILE_SYNC_SECRET is missing');
  expect(readBffMobileConfig({ MOBILE_SYNC_SECRET: 'x'.repeat(32) })).toMatchObject({
    BFF_MOBILE_PORT: 4200,
    GATEWAY_URL: 'http://127.0.0.1:4000/graphql',
  });
});
