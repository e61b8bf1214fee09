/** The app's start: what is kept is read before anything is shown, then everything is listened to that may change it. */
import { client, onSignedOut } from '../phone/client.js';
import { appState, change } from './app-state.js';
import { catchUp, resume } from './catch-up.js';
import { noteLines, readVariants } from './known-variants.js';
import { tidyScreens } from './screen-cache.js';
import { endSession } from './session-actions.js';
import { readUndecided } from './undecided.js';

/** Whoever was here last, when the session has ended meanwhile: what waits is theirs. */
export async function startApp(): Promise<void> {
  const [profile, kept, waiting] = await Promise.all([
    client.session.profile(),
    client.store.read(),
    client.queue.waiting(),
    readVariants(),
  ]);
  await readUndecided(profile?.id ?? null);
  noteLines(kept.cart);
  change({ profile, kept, waiting });
  onSignedOut(endSession);
  addEventListener('online', resume);
  addEventListener('offline', () => change({ isOnline: false }));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && appState.get().profile) void catchUp();
  });
  void catchUp();
  void tidyScreens();
}
