/** The lines of an import file, numbered as an editor numbers them. Blank ones at the end are none. */
export interface SourceLine {
  /** From 1. */
  line: number;
  text: string;
}

export function readImportLines(jsonLines: string): SourceLine[] {
  return jsonLines
    .trimEnd()
    .split('\n')
    .map((text, index) => ({ line: index + 1, text: text.trim() }));
}

export interface LineFailure {
  line: number;
  reason: string;
}

/** Failures an import keeps; the rest is only counted among the processed. */
const failuresKept = 100;

export const keepFailures = (
  known: readonly LineFailure[],
  more: readonly LineFailure[],
): LineFailure[] => [...known, ...[...more].sort((a, b) => a.line - b.line)].slice(0, failuresKept);

/** What a valid line asks for, as far as it can collide with others. */
export interface ClaimingLine {
  line: number;
  slug: string;
  category: string;
  skus: readonly string[];
}

/**
 * Refuses lines whose category is unknown or whose slug or SKUs are in use, in the store or by a line
 * before them.
 */
export function refuseTaken<L extends ClaimingLine>(
  lines: readonly L[],
  taken: { slugs: ReadonlySet<string>; skus: ReadonlySet<string> },
  categories: { has(slug: string): boolean },
): { accepted: L[]; failures: LineFailure[] } {
  const slugs = new Set(taken.slugs);
  const skus = new Set(taken.skus);
  const accepted: L[] = [];
  const failures: LineFailure[] = [];
  for (const line of lines) {
    const reason = reasonAgainst(line, slugs, skus, categories);
    if (reason) failures.push({ line: line.line, reason });
    else {
      accepted.push(line);
      slugs.add(line.slug);
      for (const sku of line.skus) skus.add(sku);
    }
  }
  return { accepted, failures };
}

function reasonAgainst(
  { slug, skus: wanted, category }: ClaimingLine,
  slugs: ReadonlySet<string>,
  skus: ReadonlySet<string>,
  categories: { has(slug: string): boolean },
): string | null {
  if (!categories.has(category)) return `"category": no category "${category}".`;
  if (slugs.has(slug)) return `The slug "${slug}" is in use.`;
  const sku = wanted.find((each) => skus.has(each));
  return sku === undefined ? null : `The SKU "${sku}" is in use.`;
}
