/** What is on sale: many variants with more stock than can be sold, and one that runs out. */
import { randomUUID } from 'node:crypto';
import type { Shop } from './shop.js';

export interface Goods {
  ample: readonly string[];
  scarce: string;
  /** Units of the scarce variant. */
  scarceUnits: number;
}

const products = 4;
const variantsEach = 50;
const ampleUnits = 1_000_000;
const scarceUnits = 25;

export async function stockGoods(shop: Shop): Promise<Goods> {
  const { login } = await shop.ask<{ login: { accessToken: string } }>(
    undefined,
    `mutation ($input: LoginInput!) { login(input: $input) { ... on AuthSession { accessToken } } }`,
    { input: { email: 'staff@example.com', password: 'tributary-demo' } },
  );
  const staff = `Bearer ${login.accessToken}`;
  const { categories } = await shop.ask<{ categories: { slug: string }[] }>(
    staff,
    `{ categories { slug } }`,
  );
  const category = categories[0]!.slug;
  const ample: string[] = [];
  for (let number = 0; number < products; number++)
    ample.push(...(await createProduct(shop, staff, category, variantsEach)));
  const [scarce] = await createProduct(shop, staff, category, 1);
  for (const sku of ample) await receive(shop, staff, sku, ampleUnits);
  await receive(shop, staff, scarce!, scarceUnits);
  return { ample, scarce: scarce!, scarceUnits };
}

/** Answers the SKUs. */
async function createProduct(shop: Shop, staff: string, category: string, variants: number) {
  const slug = `bench-${randomUUID()}`;
  const skus = Array.from({ length: variants }, (_, index) => `${slug}-${index}`.toUpperCase());
  const input = {
    slug,
    name: `Bench ${slug}`,
    description: 'Made by a measurement.',
    category,
    variants: skus.map((sku) => ({ sku, name: sku, amount: 1990, currency: 'EUR' })),
  };
  const { createProduct: created } = await shop.ask<{ createProduct: { __typename: string } }>(
    staff,
    `mutation ($input: CreateProductInput!) { createProduct(input: $input) { __typename } }`,
    { input },
  );
  if (created.__typename !== 'CreateProductSuccess') throw new Error(JSON.stringify(created));
  return skus;
}

async function receive(shop: Shop, staff: string, sku: string, quantity: number): Promise<void> {
  await shop.ask(
    staff,
    `mutation ($input: ReceiveStockInput!) { receiveStock(input: $input) { stock { available } } }`,
    { input: { sku, quantity, reference: 'bench', idempotencyKey: randomUUID() } },
  );
}
