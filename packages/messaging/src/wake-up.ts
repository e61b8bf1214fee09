/**
 * A sleep that can be cut short. A wake that comes while nobody sleeps is remembered, so a NOTIFY
 * that arrives between the last look at the outbox and the sleep is not lost.
 */
export interface WakeUp {
  wake(reason: 'work' | 'stop'): void;
  /** Sleeps `durationMs`, or until woken; with `onlyFor: 'stop'` new work does not end the sleep. */
  sleep(durationMs: number, options?: { onlyFor?: 'stop' }): Promise<void>;
}

export function createWakeUp(): WakeUp {
  let work = false;
  let stopped = false;
  let recheck: (() => void) | undefined;

  return {
    wake(reason) {
      if (reason === 'stop') stopped = true;
      else work = true;
      recheck?.();
    },
    async sleep(durationMs, { onlyFor } = {}) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, durationMs);
        recheck = () => {
          if (!stopped && (onlyFor === 'stop' || !work)) return;
          clearTimeout(timer);
          resolve();
        };
        recheck();
      });
      recheck = undefined;
      if (onlyFor !== 'stop') work = false;
    },
  };
}
