/**
 * How long things are kept. The order matters: an inbox row must outlive every delivery that could
 * still arrive for it, and the longest-lived delivery is a dead letter that somebody replays. If the
 * inbox forgot first, the replay would apply the event a second time.
 */
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Published outbox rows stay this long, to look back at what was sent. */
export const publishedEventsKeptMs = 7 * dayMs;

/**
 * A dead letter can be replayed this long after it was first queued. Counted from queueing and not
 * from its last failure, because replaying renews the latter and the inbox row does not get younger.
 */
export const deadLettersKeptMs = 28 * dayMs;

/** Dead letters kept per queue; beyond it the oldest go, so that a flood cannot fill the broker. */
export const deadLettersKeptPerQueue = 10_000;

/** Inbox rows stay two days longer than any dead letter can be replayed. */
export const inboxKeptMs = deadLettersKeptMs + 2 * dayMs;

/** Handled jobs stay in the broker this long at most, if they are kept at all. */
export const completedJobsKeptMs = hourMs;
