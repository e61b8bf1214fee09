/** Makes the n-th demo product: the same every time, however many are made in all. */
import type { NewProduct } from '../store.js';
import type { CategoryView } from '../views.js';
import { between, createRandom, createSeededId, pick } from './random.js';
import { type Shelf, shelves } from './shelves.js';

export interface DemoProduct {
  product: NewProduct;
  /** Opening stock by SKU; 0 for those that are sold out. */
  stock: { sku: string; quantity: number }[];
}

/** The first product appeared then, each further one half a minute later. */
const openedAt = Date.UTC(2025, 0, 6, 8);
const betweenProductsMs = 30_000;
/** Walks all names of a shelf in a scattered order: prime, so it shares no factor with their number. */
const stride = 1_009;
const seedBase = 0x7472_6962;

/** Three variants on average. */
const variantCounts = [1, 2, 3, 3, 3, 4, 4, 4] as const;

export const demoCategories: readonly CategoryView[] = shelves.map(({ slug, name }, index) => ({
  id: createSeededId(createRandom(seedBase + index), new Date(openedAt)),
  slug,
  name,
}));

export function createDemoProduct(index: number): DemoProduct {
  const random = createRandom(seedBase ^ Math.imul(index + 1, 0x9e37_79b1));
  const place = index % shelves.length;
  const shelf = shelves[place]!;
  const createdAt = new Date(openedAt + index * betweenProductsMs);
  const id = createSeededId(random, createdAt);
  const { name, material, noun } = nameOf(shelf, Math.floor(index / shelves.length));
  const slug = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const code = `${shelf.code}-${String(index + 1).padStart(5, '0')}`;
  const variants = variantsOf(shelf, code, random);
  const stock = variants.map(({ sku }) => ({ sku, quantity: openingStock(random) }));
  const product = {
    id,
    slug,
    name,
    description: describe(shelf, noun, material, random),
    category: demoCategories[place]!,
    images: [{ url: `/images/${slug}.svg?category=${shelf.slug}`, alt: name }],
    currency: 'EUR' as const,
    variants,
    createdAt,
    inStock: stock.some(({ quantity }) => quantity > 0),
  };
  return { product, stock };
}

/** The n-th name of a shelf. When all combinations are used up they begin again as "No. 2". */
function nameOf({ adjectives, materials, nouns }: Shelf, nth: number) {
  const combinations = adjectives.length * materials.length * nouns.length;
  const at = (nth * stride) % combinations;
  const series = Math.floor(nth / combinations) + 1;
  const noun = nouns[at % nouns.length]!;
  const material = materials[Math.floor(at / nouns.length) % materials.length]!;
  const adjective = adjectives[Math.floor(at / nouns.length / materials.length)]!;
  const name = `${adjective} ${material} ${noun}${series > 1 ? ` No. ${series}` : ''}`;
  return { name, material, noun };
}

function variantsOf({ variants, prices }: Shelf, code: string, random: () => number) {
  const names = pick(random, variants);
  const [lowest, highest] = prices;
  // Squared: many things are cheap, few are dear.
  const euros = Math.round(lowest + (highest - lowest) * random() ** 2);
  const cents = pick(random, [50, 90]);
  return names.slice(0, pick(random, variantCounts)).map((name, nth) => ({
    sku: `${code}-${nth + 1}`,
    name,
    amount: Math.round(euros * (1 + nth * 0.2)) * 100 + cents,
  }));
}

/** One in ten is sold out, one in six runs low. */
function openingStock(random: () => number): number {
  const luck = random();
  if (luck < 0.1) return 0;
  return luck < 0.27 ? between(random, 1, 5) : between(random, 6, 120);
}

function describe({ about }: Shelf, noun: string, material: string, random: () => number): string {
  const [first, ...more] = about;
  const sentences = random() < 0.75 ? [first, pick(random, more)] : [first];
  return sentences
    .join(' ')
    .replaceAll('{noun}', noun.toLowerCase())
    .replaceAll('{material}', material.toLowerCase());
}
