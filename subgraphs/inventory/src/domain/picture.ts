/**
 * Draws a picture of a product from its slug: always the same, pleasant enough, and there without any
 * network. The category gives the colour, the product its shapes.
 */

const size = 640;

/** @returns an SVG document; `slug` and `category` are hashed and never part of it */
export function drawPicture(slug: string, category: string): string {
  const hue = hash(category || slug) % 360;
  const seed = hash(slug);
  const tilt = (seed % 60) - 30;
  const second = (hue + 25 + (seed % 50)) % 360;
  const shape = shapes[seed % shapes.length]!;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}">
<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1">
<stop offset="0" stop-color="hsl(${hue} 45% 92%)"/><stop offset="1" stop-color="hsl(${second} 40% 80%)"/>
</linearGradient></defs>
<rect width="${size}" height="${size}" fill="url(#g)"/>
<ellipse cx="320" cy="500" rx="${150 + (seed % 40)}" ry="22" fill="hsl(${hue} 25% 40% / .18)"/>
<g transform="rotate(${tilt / 3} 320 320)">${shape(hue, second, seed)}</g>
</svg>
`;
}

type Shape = (hue: number, second: number, seed: number) => string;

const shapes: readonly Shape[] = [
  (hue, second, seed) =>
    `<rect x="210" y="${190 - (seed % 30)}" width="220" height="${300 + (seed % 30)}" rx="${24 + (seed % 60)}" fill="hsl(${hue} 48% 52%)"/>
<rect x="240" y="250" width="160" height="90" rx="12" fill="hsl(${second} 60% 90% / .8)"/>`,
  (hue, second, seed) =>
    `<circle cx="320" cy="340" r="${140 + (seed % 25)}" fill="hsl(${hue} 46% 54%)"/>
<circle cx="${285 + (seed % 30)}" cy="300" r="48" fill="hsl(${second} 70% 92% / .7)"/>`,
  (hue, second, seed) =>
    `<path d="M320 ${150 + (seed % 30)} 480 490H160Z" fill="hsl(${hue} 46% 54%)" stroke="hsl(${hue} 46% 54%)" stroke-width="30" stroke-linejoin="round"/>
<circle cx="320" cy="400" r="44" fill="hsl(${second} 65% 90% / .8)"/>`,
  (hue, second, seed) =>
    `<path d="M200 250h240l-${20 + (seed % 25)} 240H${220 + (seed % 25)}Z" fill="hsl(${hue} 48% 52%)"/>
<path d="M250 250a70 ${70 + (seed % 30)} 0 0 1 140 0" fill="none" stroke="hsl(${second} 45% 42%)" stroke-width="18"/>`,
  (hue, second, seed) =>
    `<path d="M320 ${170 + (seed % 20)}c110 40 150 130 120 220s-80 110-120 110-90-20-120-110 10-180 120-220Z" fill="hsl(${hue} 44% 52%)"/>
<path d="M320 230v220" stroke="hsl(${second} 55% 88% / .8)" stroke-width="12" stroke-linecap="round"/>`,
  (hue, second, seed) =>
    `<rect x="150" y="330" width="340" height="160" rx="${20 + (seed % 30)}" fill="hsl(${hue} 48% 50%)"/>
<rect x="190" y="240" width="260" height="110" rx="20" fill="hsl(${second} 45% 62%)"/>
<rect x="235" y="170" width="170" height="90" rx="18" fill="hsl(${hue} 45% 70%)"/>`,
];

/** FNV-1a, 32 bits, with its bits mixed once more. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}
