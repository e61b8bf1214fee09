/**
 * The changes that all gateways know of, in Redis: a counter and a stream, written in one step. Whoever
 * wants to read from the cache first asks for the counter and applies what is new, so what one gateway
 * wrote before it answered a mutation, every gateway knows before it serves the next read.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Change } from './change.js';
import { changeCounter } from './cache-metrics.js';
import type { BuryChanges } from './change-log.js';
import { redisKey } from './redis-connection.js';
import type { Mark, Tombstones } from './tombstones.js';

export interface HistoryOptions {
  redis: Redis;
  tombstones: Tombstones;
  bury: BuryChanges;
  /** Ends everything that was read before. */
  forget: () => void;
}

/** So many changes are remembered; a gateway that missed more forgets everything. */
const maxChanges = 20_000;

const appendScript = `
  local count = redis.call('INCR', KEYS[1])
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[1], count .. '-0', 'changes', ARGV[2])
  return count`;

export class RedisHistory {
  /** Of the run of Redis and of its data: entries of another one are not to be read. */
  #name: string | undefined;
  #history: string | null = null;
  #applied = 0;
  #mark: Mark | undefined;
  #connections = 0;

  constructor(readonly options: HistoryOptions) {}

  /** Undefined until it is known. */
  get name(): string | undefined {
    return this.#name;
  }

  /** Redis may have been started anew with an older state. */
  reconnected(): void {
    this.#connections++;
    this.#name = undefined;
  }

  /** Rejects while Redis is away. */
  async append(changes: readonly Change[]): Promise<void> {
    const { count, changes: stream } = redisKey;
    await this.options.redis.eval(
      appendScript,
      2,
      count,
      stream,
      maxChanges,
      JSON.stringify(changes),
    );
  }

  /** Applies what is new. Rejects while Redis is away. Not to be called while it runs. */
  async catchUp(): Promise<Mark> {
    const connection = this.#connections;
    const [count, history] = await this.options.redis.mget(redisKey.count, redisKey.history);
    const known = Number(count ?? 0);
    const isOther = !this.#name || history === null || history !== this.#history;
    if (isOther || known < this.#applied) await this.#startOver();
    else if (known > this.#applied && !(await this.#applyNew())) await this.#startOver();
    if (connection !== this.#connections) throw new Error('Redis was lost meanwhile.');
    const { generation } = this.options.tombstones;
    const isSame = this.#mark?.generation === generation && this.#mark.position === this.#applied;
    return isSame ? this.#mark! : (this.#mark = { generation, position: this.#applied });
  }

  /** False where changes are missing. */
  async #applyNew(): Promise<boolean> {
    const found = await this.options.redis.xrange(redisKey.changes, `${this.#applied + 1}-0`, '+');
    for (const item of found) {
      const { position, changes } = readItem(item);
      if (position !== this.#applied + 1) return false;
      this.options.bury(changes, position);
      this.#applied = position;
      changeCounter.inc({ source: 'shared' }, changes.length);
    }
    return found.length > 0;
  }

  /** Forgets all, and learns the changes that Redis remembers. */
  async #startOver(): Promise<void> {
    const { redis, tombstones, bury, forget } = this.options;
    const [info] = await Promise.all([
      redis.info('server'),
      redis.set(redisKey.history, randomUUID(), 'NX'),
    ]);
    const [count, history] = await redis.mget(redisKey.count, redisKey.history);
    const found = (await redis.xrange(redisKey.changes, '-', '+')).map(readItem);
    forget();
    for (const { position, changes } of found) bury(changes, position);
    // What was read before the first change that is remembered may have changed unseen.
    tombstones.raiseFloor(found[0] ? found[0].position - 1 : Number(count ?? 0));
    this.#applied = found.at(-1)?.position ?? Number(count ?? 0);
    this.#history = history ?? null;
    const run = /^run_id:(\w+)/m.exec(info)?.[1];
    const named = JSON.stringify([run, history]);
    this.#name = createHash('sha256').update(named).digest('base64url').slice(0, 16);
  }
}

function readItem([id, [, text]]: [string, string[]]) {
  return { position: Number(id.split('-')[0]), changes: JSON.parse(text!) as Change[] };
}
