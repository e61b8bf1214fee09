/** Which books a run has before it: snapshots of the databases that were named, and the provider. */
import { demoProviderBooks, type ProviderBooks } from './books/provider.js';
import type { Book } from './check.js';
import { openSnapshot, type Snapshot } from './snapshot.js';

export type ServiceName = 'users' | 'orders' | 'inventory';
export type DatabaseUrls = Partial<Record<ServiceName, string>>;

export interface Sources {
  databases: Partial<Record<ServiceName, Snapshot>>;
  provider?: ProviderBooks;
  close(): Promise<void>;
}

/** Opens a snapshot of each database, all within a moment. @throws Error when one cannot be reached. */
export async function openSources(urls: DatabaseUrls, provider: string): Promise<Sources> {
  const named = Object.entries(urls).filter(([, url]) => url) as [ServiceName, string][];
  const opened = await Promise.allSettled(named.map(([, url]) => openSnapshot(url)));
  const snapshots = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const close = async () => void (await Promise.allSettled(snapshots.map((one) => one.close())));
  const failed = opened.findIndex(({ status }) => status === 'rejected');
  if (failed >= 0) {
    await close();
    const { reason } = opened[failed] as PromiseRejectedResult;
    const message = `The ${named[failed]![0]} database: ${describe(reason)}`;
    throw new Error(message, { cause: reason });
  }
  const databases = Object.fromEntries(named.map(([name], index) => [name, snapshots[index]]));
  const { orders } = databases as Sources['databases'];
  const books = orders && provider === 'demo' ? demoProviderBooks(orders) : undefined;
  return { databases, ...(books && { provider: books }), close };
}

function describe(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}

/** Why a check that needs `books` cannot be made; undefined when it can. */
export function missingBook(
  { databases, provider }: Sources,
  books: readonly Book[],
  providerName: string,
): string | undefined {
  if (books.includes('orders') && !databases.orders) return 'the orders database was not given';
  if (books.includes('stock') && !databases.inventory)
    return 'the inventory database was not given';
  if (books.includes('provider') && !provider)
    return `the books of the payment provider "${providerName}" cannot be read yet`;
  return undefined;
}
