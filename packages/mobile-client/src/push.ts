/** Push: the app asks its platform for a subscription, and the server is told of it. */
import {
  PushKeyDocument,
  RegisterPushDocument,
  type RegisterPushMutationVariables,
  UnregisterPushDocument,
} from './generated/operations.js';
import type { Send } from './offline-queue.js';

export type PushSubscriptionKeys = RegisterPushMutationVariables['input'];

/**
 * Asks the platform, with the server's key (VAPID, base64url); null when the user says no. In a browser:
 * `registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })`.
 */
export type Subscribe = (key: string) => Promise<PushSubscriptionKeys | null>;

/** ON: the server tells this device of its user's orders. OFF: it sends no pushes. REFUSED: the user said no. */
export type PushState = 'ON' | 'OFF' | 'REFUSED';

export interface Push {
  /** To be called after each sign-in: a subscription belongs to a session. @throws as `send` */
  enable(subscribe: Subscribe): Promise<PushState>;
  disable(): Promise<void>;
}

export const createPush = (send: Send): Push => ({
  async enable(subscribe) {
    const { pushKey } = await send(PushKeyDocument, {});
    if (pushKey === null || pushKey === undefined) return 'OFF';
    const input = await subscribe(pushKey);
    if (!input) return 'REFUSED';
    return (await send(RegisterPushDocument, { input })).registerPush ? 'ON' : 'OFF';
  },
  async disable() {
    await send(UnregisterPushDocument, {});
  },
});
