/** Orders that something is on its way to, which explains why their books do not agree yet. */
import { openDeliveries, serviceOf, streamRecentOutbox } from './deliveries.js';
import { sourcesOf } from './audit-events.js';
import type { Sources } from './sources.js';

/**
 * Which of `ids` an event is on its way to: in an outbox, or published within `seconds` and not
 * applied. Mail explains nothing: only events that orders or inventory are to hear count.
 */
export async function ordersInFlight(
  sources: Sources,
  ids: ReadonlySet<string>,
  seconds: number,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const [source, snapshot] of sourcesOf(sources))
    for await (const page of streamRecentOutbox(snapshot, seconds)) {
      const theirs = page.filter(({ key }) => ids.has(key));
      if (theirs.length === 0) continue;
      const { open } = await openDeliveries(sources, source, theirs);
      for (const { event, subscriber } of open)
        if (serviceOf(subscriber) !== 'users') found.add(event.key);
    }
  return found;
}
