/** Reads what somebody types into a search box. */

export interface SearchWords {
  all: string;
  /** Everything before the last word. */
  finished: string;
  /** The last word as far as it is typed; empty when it cannot be unfinished. */
  unfinished: string;
  /** Whether few products have the finished words, so that each of them can be looked at. */
  isNarrow: boolean;
}

/** Words that a product must have, from which on few have all of them. */
const narrowFrom = 3;

/**
 * The last word counts as unfinished unless something follows it, it is excluded ("-word"), or
 * quotes say that the search is exact.
 */
export function readSearchWords(search: string): SearchWords {
  const all = search.trim();
  const match = search.includes('"') ? null : /^(.*?)([\p{L}\p{N}]+)$/su.exec(all);
  const [, finished = '', unfinished = ''] = match ?? [];
  return finished.endsWith('-')
    ? { all, finished: all, unfinished: '', isNarrow: false }
    : { all, finished, unfinished, isNarrow: unfinished !== '' && isNarrow(finished) };
}

/** Words that are excluded, or one of which is enough, do not count: then it is not narrow at all. */
function isNarrow(finished: string): boolean {
  if (/(^|\s)(-|or\s)/i.test(finished)) return false;
  return (finished.match(/[\p{L}\p{N}]{3,}/gu) ?? []).length >= narrowFrom;
}

const comparedWordsMax = 6;
const comparedFromLength = 3;

/**
 * The words to look for by likeness: short ones are like everything, and many make it slow. When only
 * short ones were typed, those.
 */
export function readComparedWords(search: string): string[] {
  const words = search.match(/[\p{L}\p{N}]+/gu) ?? [search];
  const long = words.filter((word) => word.length >= comparedFromLength);
  return (long.length > 0 ? long : words).slice(0, comparedWordsMax);
}
