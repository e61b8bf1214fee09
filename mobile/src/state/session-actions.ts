/** Signing in and out, and what that does to all that is kept. */
import type {
  LoginMutationVariables,
  ProfileContentsFragment,
  RegisterMutationVariables,
} from '@tributary/mobile-client';
import { client } from '../phone/client.js';
import { renewPush } from '../phone/push.js';
import { appState, change, say } from './app-state.js';
import { catchUp } from './catch-up.js';
import { watched } from './connection.js';
import { forgetVariants } from './known-variants.js';
import { forgetScreens } from './screen-cache.js';
import { forgetUndecided, readUndecided } from './undecided.js';

/** Null when it went well; else why not, for people. @throws as the client's `send` */
export async function signIn(input: LoginMutationVariables['input']): Promise<string | null> {
  const outcome = await watched(client.login(input));
  if (outcome.__typename !== 'SignedIn') return outcome.message;
  await begin(outcome.profile);
  return null;
}

/** As `signIn`. */
export async function register(input: RegisterMutationVariables['input']): Promise<string | null> {
  const outcome = await watched(client.register(input));
  if (outcome.__typename !== 'SignedIn') return outcome.message;
  await begin(outcome.profile);
  return null;
}

/** Whoever comes back after the session has ended finds what waited; anybody else finds nothing of it. */
async function begin(profile: ProfileContentsFragment): Promise<void> {
  await Promise.all([forgetScreens(), readUndecided(profile.id)]);
  const [kept, waiting] = await Promise.all([client.store.read(), client.queue.waiting()]);
  change({ profile, kept, waiting, endedSessionOf: null });
  void catchUp();
  void renewPush().catch(() => undefined);
}

export async function signOut(): Promise<void> {
  await forgetUndecided();
  await client.logout();
  await Promise.all([forgetVariants(), forgetScreens()]);
  const [kept, waiting] = await Promise.all([client.store.read(), client.queue.waiting()]);
  change({ profile: null, kept, waiting, syncedAt: null });
  say('You are signed out.');
}

/** The server has ended the session. What waits goes on waiting for the same user. */
export function endSession(): void {
  const { profile } = appState.get();
  change({ profile: null, undecided: [], endedSessionOf: profile?.email ?? '' });
  void forgetScreens();
}
