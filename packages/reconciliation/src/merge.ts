/**
 * Joins streams that are sorted by the same unique key, from different databases: each is read once,
 * and of each only a page is held. Keys are compared byte by byte, as PostgreSQL compares uuids; a
 * text column must therefore be sorted COLLATE "C".
 */
export interface SortedStream<T> {
  pages: AsyncIterator<T[]>;
  keyOf: (row: T) => string;
}

type RowsOf<S> = { [N in keyof S]?: S[N] extends SortedStream<infer T> ? T : never };

/** What each stream has under one key; a stream that has nothing is absent. */
export interface Joined<S> {
  key: string;
  rows: RowsOf<S>;
}

interface Reader {
  name: string;
  pages: AsyncIterator<unknown[]>;
  keyOf: (row: unknown) => string;
  page: unknown[];
  at: number;
  ended: boolean;
}

/** Every key of any stream once, in order, in batches. */
export async function* mergeByKey<S extends { [N in keyof S]: SortedStream<never> | undefined }>(
  streams: S,
): AsyncGenerator<Joined<{ [N in keyof S]: NonNullable<S[N]> }>[]> {
  const readers = Object.entries<SortedStream<never> | undefined>(streams).flatMap(
    ([name, stream]) => (stream ? [{ ...stream, name, page: [], at: 0, ended: false }] : []),
  ) as unknown as Reader[];
  for (;;) {
    for (const reader of readers) await refill(reader);
    if (readers.every(({ ended }) => ended)) return;
    yield drain(readers) as unknown as Joined<{ [N in keyof S]: NonNullable<S[N]> }>[];
  }
}

async function refill(reader: Reader): Promise<void> {
  if (reader.ended || reader.at < reader.page.length) return;
  const next = await reader.pages.next();
  reader.ended = next.done === true;
  reader.page = next.done ? [] : next.value;
  reader.at = 0;
}

/** Takes keys until a stream that goes on has nothing left here: its next row could be the smallest. */
function drain(readers: readonly Reader[]): { key: string; rows: Record<string, unknown> }[] {
  const batch = [];
  const open = readers.filter(({ ended }) => !ended);
  while (open.every(({ at, page }) => at < page.length)) {
    const heads = open.map((reader) => reader.keyOf(reader.page[reader.at]));
    const key = heads.reduce((least, head) => (head < least ? head : least));
    const rows: Record<string, unknown> = {};
    open.forEach((reader, index) => {
      if (heads[index] === key) rows[reader.name] = reader.page[reader.at++];
    });
    batch.push({ key, rows });
  }
  return batch;
}
