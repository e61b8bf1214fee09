/** What a subscriber of `stockChanged` gets: the variants as they are, then again after each change. */
import { streamStates } from '@tributary/service';
import type { Context } from '../context.js';
import { readInput, watchedSkus } from '../inputs.js';
import type { VariantView } from '../views.js';

type Event = { stockChanged: VariantView[] };

/** @throws CodedError BAD_USER_INPUT, RATE_LIMITED */
export function streamStock(
  context: Context,
  given: readonly string[],
): AsyncIterableIterator<Event> {
  const skus = readInput(watchedSkus, given, 'skus');
  return streamStates(context.updates.watch(skus), () => readVariants(context, skus));
}

/** Undefined when the database did not answer. */
async function readVariants(context: Context, skus: string[]): Promise<Event | undefined> {
  context.renewLoaders();
  try {
    const variants = await context.loaders.variantsBySku.loadMany(skus);
    const failed = variants.find((variant) => variant instanceof Error);
    if (failed) throw failed;
    return { stockChanged: variants.filter((variant) => variant !== null) as VariantView[] };
  } catch {
    return undefined;
  }
}
