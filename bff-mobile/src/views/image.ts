/** Pictures in the size a screen shows them. */
import type { Density } from '../generated/resolvers.js';

/** Width on the screen, in logical pixels. */
export const widths = { card: 160, line: 64, product: 360 } as const;

const pixelsPerPoint: Record<Density, number> = { IMAGE_1X: 1, IMAGE_2X: 2, IMAGE_3X: 3 };

/** The picture's URL with the width that is worth loading, in device pixels, as its `w` parameter. */
export function toImageUrl(url: string, width: number, density: Density): string {
  const [address, hash] = url.split('#', 2) as [string, string?];
  const separator = address.includes('?') ? '&' : '?';
  return `${address}${separator}w=${width * pixelsPerPoint[density]}${hash ? `#${hash}` : ''}`;
}

/** The main picture, in that size; null when there is none. */
export function mainImage(
  images: readonly { url: string }[],
  width: number,
  density: Density,
): string | null {
  return images[0] ? toImageUrl(images[0].url, width, density) : null;
}
