/**
 * Reads by key, of whichever requests, that leave as one question: few run at a time, and what is asked for
 * while they do goes with the next. So a busy process asks its store less often per request than an idle one. An
 * answer never comes from a question that was sent before the key was asked for: who wrote reads the write.
 * It keeps nothing, and says nothing about who may read.
 */

export interface GatherOptions {
  /** Questions under way at the same time; with 1 or 2 they become fuller, not slower. */
  runningMax?: number;
  /** Keys of a question at most. */
  keysMax?: number;
}

interface Asked<Key, Value> {
  key: Key;
  resolve: (value: Value) => void;
  reject: (error: unknown) => void;
}

/**
 * @param read answers the values of the keys, in their order; when it rejects, so does each of its keys
 */
export function gatherReads<Key, Value>(
  read: (keys: readonly Key[]) => Promise<readonly Value[]>,
  { runningMax = 2, keysMax = 100 }: GatherOptions = {},
): (key: Key) => Promise<Value> {
  let waiting: Asked<Key, Value>[] = [];
  let running = 0;
  let isScheduled = false;

  const send = async (asked: readonly Asked<Key, Value>[]) => {
    running++;
    try {
      const values = await read(asked.map(({ key }) => key));
      asked.forEach(({ resolve }, index) => resolve(values[index]!));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
    running--;
    schedule();
  };
  const sendWaiting = () => {
    isScheduled = false;
    while (running < runningMax && waiting.length > 0) {
      const asked = waiting;
      waiting = asked.splice(keysMax);
      void send(asked);
    }
  };
  /** After all that can be read from sockets just now: more of it may want to come along. */
  const schedule = () => {
    if (isScheduled || running >= runningMax || waiting.length === 0) return;
    isScheduled = true;
    setImmediate(sendWaiting);
  };

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      schedule();
    });
}
