import { claimPort } from './port.js';

/** A port on which nobody listens just now: for tests that must tell a process where to listen. */
export const freePort = (): Promise<number> => claimPort(0);
