import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pino } from 'pino';
import { FailureLog } from '../src/failure-log.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function createLog() {
  const lines: Record<string, unknown>[] = [];
  const log = new FailureLog(pino({}, { write: (line) => void lines.push(JSON.parse(line)) }));
  const tell = (message: string, requestId?: string, code = 'INTERNAL_SERVER_ERROR') =>
    log.tell('error', { cause: new Error(message), code, requestId, service: 'orders' });
  return { lines, log, tell };
}

describe('operations that fail', () => {
  it('for one cause are told at once, then once a second how often', () => {
    const { lines, tell } = createLog();
    for (let id = 0; id < 1_000; id++) tell('broken', `r${id}`);
    expect(lines).toMatchObject([
      { msg: 'operation failed', err: { message: 'broken' }, service: 'orders', requestId: 'r0' },
    ]);
    vi.advanceTimersByTime(1_000);
    expect(lines.slice(1)).toMatchObject([
      { msg: 'operation failed again', cause: 'broken', service: 'orders', times: 999 },
    ]);
    expect(lines[1]!['requestIds']).toHaveLength(20);
    tell('broken', 'later');
    vi.advanceTimersByTime(1_000);
    expect(lines.slice(2)).toMatchObject([{ times: 1, requestIds: ['later'] }]);
  });

  it('for another cause, code or service are told apart', () => {
    const { lines, log, tell } = createLog();
    tell('broken');
    tell('torn');
    tell('broken', undefined, 'SERVICE_UNAVAILABLE');
    log.tell('warn', {
      cause: new Error('broken'),
      code: 'INTERNAL_SERVER_ERROR',
      service: 'users',
    });
    expect(lines.map(({ msg }) => msg)).toEqual(Array(4).fill('operation failed'));
  });

  it('no more are told anew, with all there is to it', () => {
    const { lines, tell } = createLog();
    tell('broken');
    vi.advanceTimersByTime(1_000);
    expect(vi.getTimerCount()).toBe(0);
    tell('broken');
    expect(lines.map(({ msg }) => msg)).toEqual(Array(2).fill('operation failed'));
  });

  it('for a thousand causes at once are told by a hundred, the others counted together', () => {
    const { lines, tell } = createLog();
    for (let cause = 0; cause < 1_000; cause++) tell(`no ${cause}`, `r${cause}`);
    expect(lines).toHaveLength(101);
    vi.advanceTimersByTime(1_000);
    expect(lines.slice(101)).toMatchObject([{ msg: 'operation failed again', times: 899 }]);
  });

  it('are told to the last when the server ends', () => {
    const { lines, log, tell } = createLog();
    tell('broken');
    tell('broken');
    log.flush();
    expect(lines[1]).toMatchObject({ times: 1 });
  });

  it('again are told in the name of no request, not even of the first', async () => {
    vi.useRealTimers();
    const request = new AsyncLocalStorage<string>();
    const names: unknown[] = [];
    const mixin = () => ({ name: request.getStore() ?? 'nobody' });
    const write = (line: string) => void names.push(JSON.parse(line).name);
    const log = new FailureLog(pino({ mixin }, { write }), 10);
    const failure = { cause: new Error('broken'), code: 'INTERNAL_SERVER_ERROR' };
    request.run('r1', () => log.tell('error', failure));
    request.run('r2', () => log.tell('error', failure));
    await vi.waitFor(() => expect(names).toEqual(['r1', 'nobody']));
  });
});
