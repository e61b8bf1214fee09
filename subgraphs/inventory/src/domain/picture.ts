/**
 * Draws a picture of a product from its slug: always the same, and there without any network. Its name says
 * what is drawn and of which material, its category on which ground it stands.
 */
import { chooseThing } from './picture/choose-thing.js';
import { colourPicture } from './picture/colours.js';

const size = 640;

/** @returns an SVG document; `slug` and `category` are looked up and hashed, and never part of it */
export function drawPicture(slug: string, category: string): string {
  const words = slug.split('-');
  const seed = hash(slug);
  const colours = colourPicture(words, { product: seed, category: hash(category || slug) });
  const draw = chooseThing(words, seed);
  const sunX = 250 + (seed % 140);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}">
<rect width="${size}" height="${size}" fill="${colours.wall}"/><circle cx="${sunX}" cy="300" r="235" fill="${colours.sun}"/>
<path d="M0 470h${size}v170H0Z" fill="${colours.floor}"/><ellipse cx="332" cy="502" rx="215" ry="24" fill="${colours.shadow}"/>
${draw(colours, seed)}
</svg>
`;
}

/** FNV-1a, 32 bits, with its bits mixed once more. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}
