/** Somebody's interest in changes. Changes that come faster than they are read are one. */
export interface Watch {
  /** Resolves true when there was a change since the last call, false when the watch has ended. */
  changed(): Promise<boolean>;
  /** Says that there was a change. */
  wake(): void;
  /** Ends the watch, also for whoever waits on it. Harmless when it has ended. */
  end(): void;
}

/** The first `changed` resolves at once. `onEnd` is called once. */
export function createWatch(onEnd: () => void): Watch {
  let isDirty = true;
  let hasEnded = false;
  let notify: (() => void) | undefined;
  return {
    async changed() {
      while (!isDirty && !hasEnded)
        await new Promise<void>((resolve) => {
          notify = resolve;
        });
      isDirty = false;
      return !hasEnded;
    },
    wake() {
      isDirty = true;
      notify?.();
    },
    end() {
      if (hasEnded) return;
      hasEnded = true;
      onEnd();
      notify?.();
    },
  };
}
