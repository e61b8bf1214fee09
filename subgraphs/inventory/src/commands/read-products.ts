import type { ClaimingLine, LineFailure, SourceLine } from '../domain/import-lines.js';
import { describeFault, type ImportLine, importLine } from '../inputs.js';

/** A line that is a product by itself; whether it collides with others is still to be seen. */
export interface ReadLine extends ClaimingLine {
  product: ImportLine;
}

/** Reads the products of these lines, and what is wrong with the other lines. Blank ones are neither. */
export function readProducts(chunk: readonly SourceLine[]) {
  const read: ReadLine[] = [];
  const failures: LineFailure[] = [];
  for (const { line, text } of chunk.filter((each) => each.text !== '')) {
    const product = readProduct(text);
    if (typeof product === 'string') failures.push({ line, reason: product });
    else read.push(toClaimingLine(line, product));
  }
  return { read, failures };
}

const toClaimingLine = (line: number, product: ImportLine): ReadLine => ({
  line,
  product,
  slug: product.slug,
  category: product.category,
  skus: product.variants.map(({ sku }) => sku),
});

/** The product of a line, or what is wrong with it. */
function readProduct(text: string): ImportLine | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'It is not JSON.';
  }
  const result = importLine.safeParse(value);
  return result.success ? result.data : describeFault(result.error);
}
