/** The checks of stock by SKU, in the order in which they are shown. */
import type { SkuCheck } from '../check.js';
import { stockBounds } from './stock-bounds.js';
import { stockLevels } from './stock-levels.js';
import { stockReserved } from './stock-reserved.js';

export const skuChecks: readonly SkuCheck[] = [stockLevels, stockBounds, stockReserved];
