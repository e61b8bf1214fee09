/** Looks again and again; what it looks at decides how soon. */

/** A tenth more or less, so that many gateways do not ask at once. */
const jitter = 0.1;

/** @param delayMs asked before each wait */
export function poll(look: () => void, delayMs: () => number): () => void {
  let timer: NodeJS.Timeout;
  const wait = () => {
    const spread = 1 - jitter + 2 * jitter * Math.random();
    timer = setTimeout(fire, delayMs() * spread).unref();
  };
  const fire = () => {
    look();
    wait();
  };
  wait();
  return () => clearTimeout(timer);
}
