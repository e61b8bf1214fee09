import { buildSchema, graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import { selectedParts } from '../src/client-selection.js';

const schema = buildSchema(`
  type Query { page: Page }
  type Page { viewer: Viewer cards: [Card] }
  type Viewer { name: String cart: Int }
  type Card { name: String stock: Int }
`);
const parts = { withViewer: ['viewer'], withCart: ['viewer.cart'], withStock: ['cards.stock'] };

async function asked(source: string, variableValues: Record<string, unknown> = {}) {
  let found: Record<string, boolean> = {};
  const page = (_args: unknown, _context: unknown, info: never) => {
    found = selectedParts(info, parts);
    return null;
  };
  const { errors } = await graphql({ schema, source, rootValue: { page }, variableValues });
  expect(errors).toBeUndefined();
  return Object.keys(found).filter((name) => found[name]);
}

describe('the parts of an operation', () => {
  it('follow the selection', async () => {
    expect(await asked('{ page { viewer { name } } }')).toEqual(['withViewer']);
    expect(await asked('{ page { cards { name } } }')).toEqual([]);
    expect(await asked('{ page { cards { s: stock } viewer { cart } } }')).toEqual([
      'withViewer',
      'withCart',
      'withStock',
    ]);
  });

  it('follow fragments, named and inline, and fields that are asked for twice', async () => {
    const fragments =
      'fragment P on Page { ... { viewer { ...V } } } fragment V on Viewer { cart }';
    expect(await asked(`{ page { ...P } } ${fragments}`)).toEqual(['withViewer', 'withCart']);
    const twice = '{ page { viewer { name } } page { viewer { cart } cards { stock } } }';
    expect(await asked(twice)).toEqual(['withViewer', 'withCart', 'withStock']);
  });

  it('follow @skip and @include with the values of the request', async () => {
    const document =
      'query ($no: Boolean!) { page { viewer @skip(if: $no) { cart } cards { stock @include(if: $no) } } }';
    expect(await asked(document, { no: true })).toEqual(['withStock']);
    expect(await asked(document, { no: false })).toEqual(['withViewer', 'withCart']);
  });
});
