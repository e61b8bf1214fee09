/** Work that is never done twice at once. */

/** Runs `work` one call after the other; calls while it runs make it run once more. */
export function createTurns(
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    running = true;
    do {
      again = false;
      await work().catch(onError);
    } while (again);
    running = false;
  };
  return () => {
    if (running) again = true;
    else void run();
  };
}
