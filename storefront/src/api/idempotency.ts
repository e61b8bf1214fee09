import { useCallback, useRef } from 'react';

/**
 * The key of a command: the same as long as the command says the same, so that sending it again after a lost
 * answer does nothing twice; another one for another command.
 */
export function useIdempotencyKey(): (command: object) => string {
  const last = useRef({ command: '', key: '' });
  return useCallback((command) => {
    const text = JSON.stringify(command);
    if (last.current.command !== text) last.current = { command: text, key: createKey() };
    return last.current.key;
  }, []);
}

/** Random also where `crypto.randomUUID` is missing: on plain http, such as in a shop's own network. */
export const createKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
