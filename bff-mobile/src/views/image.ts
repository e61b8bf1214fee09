/**
 * Pictures in the size a screen shows them. Ours are drawings (SVG): small, sharp on every screen, one entry in
 * every cache, so they are sent as they are. Others go through the operator's image resizer, if there is one.
 */
import type { Density } from '../generated/resolvers.js';

/** Width on the screen, in logical pixels. */
export const widths = { card: 160, line: 64, product: 360 } as const;

const pixelsPerPoint: Record<Density, number> = { IMAGE_1X: 1, IMAGE_2X: 2, IMAGE_3X: 3 };

/** Where the device gets the picture of that width, in logical pixels. */
export type PictureUrl = (url: string, width: number) => string;

/**
 * @param resizer address of an image resizer, such as https://img.example/{width}/{url}: the device's pixels and
 * the picture's escaped URL take the places of the two
 */
export function createPictures(resizer: string | undefined): (density: Density) => PictureUrl {
  return (density) => (url, width) =>
    resizer === undefined || isDrawing(url)
      ? url
      : resizer
          .replace('{width}', String(width * pixelsPerPoint[density]))
          .replace('{url}', () => encodeURIComponent(url));
}

const isDrawing = (url: string) => /\.svg$/i.test(url.split(/[?#]/, 1)[0]!);

/** The main picture, in that size; null when there is none. */
export function mainImage(
  images: readonly { url: string }[],
  width: number,
  picture: PictureUrl,
): string | null {
  return images[0] ? picture(images[0].url, width) : null;
}
