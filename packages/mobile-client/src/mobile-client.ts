/** The client whole: typed documents under one session, what works out of reach, and the end of both. */
import { createAnswerCache } from './answer-cache.js';
import {
  LoginDocument,
  type LoginMutationVariables,
  type LoginMutation,
  LogoutDocument,
  RegisterDocument,
  type RegisterMutation,
  type RegisterMutationVariables,
} from './generated/operations.js';
import { createOfflineQueue, type OfflineQueue, type Send } from './offline-queue.js';
import type { Platform } from './platform.js';
import { createPush, type Push } from './push.js';
import { createSession, type Session } from './session.js';
import { createSyncStore, type SyncOptions, type SyncStore } from './sync-store.js';
import { createTransport } from './transport.js';

export interface MobileClientOptions {
  /** The BFF's GraphQL endpoint, such as https://api.example/graphql. */
  url: string;
  /** Version of the app, for the server's records. */
  appVersion: string;
  platform: Platform;
  /** What is kept for when the server is out of reach. */
  sync?: Partial<SyncOptions>;
  /** Longest wait for an answer, where the platform can tell. */
  timeoutMs?: number;
  /** Texts by id, for a server in development: '@tributary/mobile-client/bodies'. */
  bodies?: Readonly<Record<string, string>>;
  /** Called when the server has ended the session: show the sign-in. */
  onSignedOut?: () => void;
  now?: () => number;
}

export interface MobileClient {
  /** Sends a document as whoever is signed in. @throws OutOfReachError, RefusedError, SignedOutError */
  send: Send;
  login(input: LoginMutationVariables['input']): Promise<LoginMutation['login']>;
  register(input: RegisterMutationVariables['input']): Promise<RegisterMutation['register']>;
  /** Ends the session and forgets all that is kept; out of reach, too: the session then ends with its tokens. */
  logout(): Promise<void>;
  session: Pick<Session, 'isSignedIn' | 'profile'>;
  queue: OfflineQueue;
  store: SyncStore;
  push: Push;
}

export function createMobileClient({
  url,
  appVersion,
  platform,
  sync,
  timeoutMs = 20_000,
  bodies,
  onSignedOut = () => undefined,
  now = () => Date.now(),
}: MobileClientOptions): MobileClient {
  const answers = createAnswerCache();
  const transport = createTransport({ url, appVersion, platform, answers, timeoutMs, bodies, now });
  const session = createSession({
    transport,
    storage: platform.storage,
    now,
    async onSignedOut() {
      answers.clear();
      onSignedOut();
    },
  });
  const send: Send = (document, variables) =>
    session.withToken((token) => transport.send(document, variables, token));
  const queue = createOfflineQueue(platform, send);
  const options = { categories: [], density: 'IMAGE_2X' as const, ...sync };
  const store = createSyncStore(platform.storage, send, options);

  /** Whoever was here before has left nothing to the next one. */
  async function begin(tokens: Parameters<Session['begin']>[0]): Promise<void> {
    answers.clear();
    const owner = await platform.storage.get('owner');
    if (owner !== tokens.profile.id) await Promise.all([queue.clear(), store.clear()]);
    await platform.storage.set('owner', tokens.profile.id);
    await session.begin(tokens);
  }

  const replay: OfflineQueue['replay'] = (onOutcome) =>
    queue.replay(async (outcome) => {
      if ('result' in outcome) await store.note(outcome.result);
      await onOutcome?.(outcome);
    });

  return {
    send,
    async login(input) {
      const { login } = await transport.send(LoginDocument, { input }, null);
      if (login.__typename === 'SignedIn') await begin(login);
      return login;
    },
    async register(input) {
      const { register } = await transport.send(RegisterDocument, { input }, null);
      if (register.__typename === 'SignedIn') await begin(register);
      return register;
    },
    async logout() {
      await send(LogoutDocument, {}).catch(() => undefined);
      answers.clear();
      await Promise.all([session.end(), queue.clear(), store.clear()]);
    },
    session,
    queue: { ...queue, replay },
    store,
    push: createPush(send),
  };
}
