import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runImport } from '../src/commands/run-import.js';
import { realEffects } from '../src/effects.js';
import {
  addProduct,
  brokenLevels,
  createDeliveries,
  customer,
  type Inventory,
  staff,
  startInventory,
  toEvent,
  wrongInStock,
} from './builders.js';

let inventory: Inventory;
beforeAll(async () => void (inventory = await startInventory()));
afterAll(() => inventory.close());

const aLine = (slug: string, change: object = {}) => ({
  slug,
  name: `Thing ${slug}`,
  description: '',
  category: 'kitchen',
  variants: [
    { sku: `${slug}-S`, name: 'S', amount: 100, currency: 'EUR', quantity: 3 },
    { sku: `${slug}-L`, name: 'L', amount: 200, currency: 'EUR' },
  ],
  ...change,
});
const toFile = (lines: (object | string)[]) =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');

const request = (jsonLines: string, idempotencyKey?: string) =>
  requestFile({ jsonLines }, idempotencyKey);

async function requestFile(file: object, idempotencyKey: string = randomUUID()) {
  const { data, errors } = await inventory.ask(
    `mutation ($input: ImportCatalogueInput!) { importCatalogue(input: $input) { id status total processed } }`,
    { input: { ...file, idempotencyKey } },
    staff,
  );
  if (!errors) return data.importCatalogue;
  const [{ message, extensions }] = errors as [NonNullable<typeof errors>[number]];
  return { code: extensions.code, message };
}

const look = async (id: string, identity = staff) =>
  inventory.ask(
    `query ($id: ID!) { catalogueImport(id: $id) { status total processed failures { line reason } } }`,
    { id },
    identity,
  );

/** Delivers the event that the request left in the outbox. */
const work = (importId: string) =>
  createDeliveries(inventory.store)(toEvent('CatalogueImportRequested', importId, { importId }));

const countProducts = async (prefix: string) =>
  (
    await inventory.rows<{ n: number }>(
      'SELECT count(*)::int AS n FROM products WHERE slug LIKE $1',
      [`${prefix}%`],
    )
  )[0]!.n;

describe('an import', () => {
  it('waits for the worker, then adds products with their stock and announces prices', async () => {
    const prefix = `imp-${randomUUID().slice(0, 8)}`;
    const lines = Array.from({ length: 250 }, (_, at) => aLine(`${prefix}-${at}`));
    const { id, ...queued } = await request(toFile(lines));
    expect(queued).toEqual({ status: 'QUEUED', total: 250, processed: 0 });
    expect(await inventory.rows(`SELECT name, payload FROM outbox WHERE key = $1`, [id])).toEqual([
      { name: 'CatalogueImportRequested', payload: { importId: id } },
    ]);
    await work(id);
    await work(id);
    expect((await look(id)).data.catalogueImport).toEqual({
      status: 'COMPLETED',
      total: 250,
      processed: 250,
      failures: [],
    });
    expect(await countProducts(prefix)).toBe(250);
    const { data } = await inventory.ask(
      `query ($slug: String) { product(slug: $slug) { variants { name stock { available } } } }`,
      { slug: `${prefix}-249` },
    );
    expect(data.product.variants).toEqual([
      { name: 'S', stock: { available: 3 } },
      { name: 'L', stock: { available: 0 } },
    ]);
    const [announced] = await inventory.rows(
      `SELECT count(*)::int AS variants FROM outbox, jsonb_array_elements(payload -> 'variants') v
       WHERE name = 'VariantsPriced' AND v ->> 'sku' LIKE $1`,
      [`${prefix}%`],
    );
    expect(announced).toEqual({ variants: 500 });
  });

  it('refuses bad lines one by one, each with its number and reason', async () => {
    const taken = await addProduct(inventory.store);
    const prefix = `bad-${randomUUID().slice(0, 8)}`;
    const { id } = await request(
      toFile([
        aLine(`${prefix}-1`),
        'not json',
        aLine(taken.slug),
        '',
        aLine(`${prefix}-5`, { category: 'nowhere' }),
        aLine(`${prefix}-1`),
        aLine(`${prefix}-7`, { variants: [] }),
        aLine(`${prefix}-8`, { name: 'NUL \0' }),
        aLine(`${prefix}-9`),
        'null',
      ]),
    );
    await work(id);
    const { data } = await look(id);
    expect(data.catalogueImport).toMatchObject({ status: 'COMPLETED', total: 10, processed: 10 });
    const { failures } = data.catalogueImport;
    expect(failures.map((failure: { line: number }) => failure.line)).toEqual([
      2, 3, 5, 6, 7, 8, 10,
    ]);
    expect(failures[1].reason).toContain(taken.slug);
    expect(failures[4].reason).toContain('variants');
    expect(await countProducts(prefix)).toBe(2);
  });

  it('goes on where it stopped, and two workers at once repeat nothing', async () => {
    const prefix = `res-${randomUUID().slice(0, 8)}`;
    const { id } = await request(
      toFile(Array.from({ length: 950 }, (_, at) => aLine(`${prefix}-${at}`))),
    );
    const stopped = AbortSignal.abort(new Error('the process stops'));
    await expect(runImport(inventory.store, id, realEffects, stopped)).rejects.toThrow('stops');
    expect((await look(id)).data.catalogueImport).toMatchObject({
      status: 'RUNNING',
      processed: 100,
    });
    await Promise.all([1, 2, 3].map(() => runImport(inventory.store, id, realEffects)));
    expect((await look(id)).data.catalogueImport).toMatchObject({
      status: 'COMPLETED',
      processed: 950,
      failures: [],
    });
    expect(await countProducts(prefix)).toBe(950);
  });

  it('that cannot be finished is FAILED and keeps what was done', async () => {
    const prefix = `fail-${randomUUID().slice(0, 8)}`;
    const { id } = await request(
      toFile(Array.from({ length: 150 }, (_, at) => aLine(`${prefix}-${at}`))),
    );
    const stopped = AbortSignal.abort();
    await runImport(inventory.store, id, realEffects, stopped).catch(() => {});
    await inventory.rows(`UPDATE catalogue_imports SET total = 120 WHERE id = $1`, [id]);
    const deliver = createDeliveries(inventory.store);
    const event = toEvent('CatalogueImportRequested', id, { importId: id });
    await expect(deliver(event, true)).rejects.toThrow('catalogue_imports_check');
    expect((await look(id)).data.catalogueImport).toMatchObject({
      status: 'FAILED',
      processed: 100,
    });
    expect(await countProducts(prefix)).toBe(100);
  });
});

describe('the request for an import', () => {
  it('with one key is one import', async () => {
    const key = randomUUID();
    const [first, second] = await Promise.all([request('{}', key), request('{}', key)]);
    expect(second.id).toBe(first.id);
    expect(await request('{"a":1}', key)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('is refused when it is empty or too large', async () => {
    expect(await request(' \n ')).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await request('x'.repeat(900_001))).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect((await request('x'.repeat(900_000))).status).toBe('QUEUED');
  });

  it('comes as a table, whose rows of one slug are one product', async () => {
    const prefix = `csv-${randomUUID().slice(0, 8)}`;
    const csv = `\uFEFFslug;name;description;category;sku;variant;amount;currency;quantity;image
${prefix}-1;"A ""good""; thing";"In
two lines";kitchen;${prefix}-1-S;S;100;EUR;4;/images/x.svg
${prefix}-2;Other;;kitchen;${prefix}-2-S;S;cheap;EUR;;

${prefix}-1;;;;${prefix}-1-L;L;200;EUR;;
${prefix}-3;Third;;nowhere;${prefix}-3-S;S;1;EUR;;
`;
    const { id, total } = await requestFile({ csv });
    expect(total).toBe(7);
    await work(id);
    expect((await look(id)).data.catalogueImport).toEqual({
      status: 'COMPLETED',
      total: 7,
      processed: 7,
      failures: [
        { line: 4, reason: expect.stringContaining('amount') },
        { line: 7, reason: expect.stringContaining('nowhere') },
      ],
    });
    const { data } = await inventory.ask(
      `query ($slug: String) { product(slug: $slug) { name description images { url alt }
        variants { name price { amount } stock { available } } } }`,
      { slug: `${prefix}-1` },
    );
    expect(data.product).toEqual({
      name: 'A "good"; thing',
      description: 'In\ntwo lines',
      images: [{ url: '/images/x.svg', alt: 'A "good"; thing' }],
      variants: [
        { name: 'S', price: { amount: 100 }, stock: { available: 4 } },
        { name: 'L', price: { amount: 200 }, stock: { available: 0 } },
      ],
    });
  });

  it('comes as a JSON list, too', async () => {
    const slug = `json-${randomUUID().slice(0, 8)}`;
    const { id } = await requestFile({ json: JSON.stringify([aLine(slug), 7], null, 2) });
    await work(id);
    expect((await look(id)).data.catalogueImport).toMatchObject({
      total: 2,
      failures: [{ line: 2 }],
    });
    expect(await countProducts(slug)).toBe(1);
  });

  const head = 'slug,name,description,category,sku,variant,amount,currency';
  it.each([
    ['no file', {}, 'one of jsonLines, json and csv'],
    ['two files', { json: '[{}]', csv: head }, 'one of jsonLines, json and csv'],
    ['broken JSON', { json: '[{' }, 'not JSON'],
    ['JSON that is no list', { json: '{}' }, 'a list of products'],
    ['a table without rows', { csv: `${head}\n` }, 'no rows'],
    ['a table that lacks a column', { csv: 'slug,name\na,b' }, 'lacks description'],
    ['a table with another column', { csv: `${head},colour\n` }, 'has colour'],
    ['a row that is too short', { csv: `${head}\na,b` }, 'line 2'],
    ['a quote that does not end', { csv: `${head}\na,"b,c` }, 'line 2'],
    ['too many rows', { csv: `${head}\n${'a,,,,,,,\n'.repeat(10_001)}` }, '10,000'],
    ['too many products', { json: `[${'1,'.repeat(10_000)}1]` }, '10,000'],
    ['too many lines', { jsonLines: '1\n'.repeat(10_001) }, '10,000'],
    ['a large file', { csv: 'x'.repeat(900_001) }, '900 kB'],
  ])('of %s is refused with a code and the reason', async (_what, file, reason) => {
    expect(await requestFile(file)).toEqual({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining(reason),
    });
  });

  it('can be followed by staff only', async () => {
    expect((await look(randomUUID(), customer)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await look(randomUUID())).data.catalogueImport).toBeNull();
    expect((await look('1')).data.catalogueImport).toBeNull();
  });
});

it('after all of that, levels are the sum of their movements', async () => {
  expect(await brokenLevels(inventory)).toEqual([]);
  expect(await wrongInStock(inventory)).toEqual([]);
});
