import { describe, expect, it } from 'vitest';
import { createWatch } from '../src/watch.js';

describe('a watch', () => {
  it('has a first change at once and makes one of many', async () => {
    const watch = createWatch(() => undefined);
    expect(await watch.changed()).toBe(true);
    watch.wake();
    watch.wake();
    expect(await watch.changed()).toBe(true);
    const next = watch.changed();
    const race = Promise.race([next, Promise.resolve('waiting')]);
    expect(await race).toBe('waiting');
    watch.wake();
    expect(await next).toBe(true);
  });

  it('lets go of whoever waits when it ends, and says so once', async () => {
    let ended = 0;
    const watch = createWatch(() => ended++);
    await watch.changed();
    const next = watch.changed();
    watch.end();
    watch.end();
    expect(await next).toBe(false);
    expect(await watch.changed()).toBe(false);
    expect(ended).toBe(1);
  });
});
