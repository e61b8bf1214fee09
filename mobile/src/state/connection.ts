/** Whether the server can be reached: what the browser says, and how the last request went. */
import { OutOfReachError } from '@tributary/mobile-client';
import { change } from './app-state.js';

/** Runs a request and remembers whether it came through. Rejects as it does. */
export async function watched<T>(request: Promise<T>): Promise<T> {
  try {
    const answer = await request;
    change({ isOnline: true });
    return answer;
  } catch (error) {
    change({ isOnline: !(error instanceof OutOfReachError) });
    throw error;
  }
}
