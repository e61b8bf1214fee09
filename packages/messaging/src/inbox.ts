import type { SqlTransaction } from './sql-transaction.js';

/**
 * Claims an event for a subscriber, inside the transaction that applies it: true for the one
 * transaction that may go on, false when the effect is already there. A second transaction that
 * claims at the same time waits for the first to end, so the effect happens exactly once.
 */
export async function claimInbox(
  tx: SqlTransaction,
  subscriber: string,
  eventId: string,
): Promise<boolean> {
  const rows = await tx.$executeRaw`
    INSERT INTO inbox (subscriber, event_id, processed_at)
    VALUES (${subscriber}, ${eventId}::uuid, now())
    ON CONFLICT (subscriber, event_id) DO NOTHING`;
  return rows === 1;
}

/**
 * The same for several events in one statement, in their order. False when any of them was claimed
 * before: which one, the statement does not say, so the caller rolls back and claims one by one.
 */
export async function claimAllInbox(
  tx: SqlTransaction,
  subscriber: string,
  eventIds: readonly string[],
): Promise<boolean> {
  const rows = await tx.$executeRaw`
    INSERT INTO inbox (subscriber, event_id, processed_at)
    SELECT ${subscriber}, id::uuid, now()
    FROM jsonb_array_elements_text(${JSON.stringify(eventIds)}::text::jsonb) AS id
    ON CONFLICT (subscriber, event_id) DO NOTHING`;
  return rows === eventIds.length;
}
