/** Where devices want to be told of orders. Only those whose session is still open are ever answered. */
import type { Sql } from '@tributary/database';

/** As a browser or an app gets it from its push service; the keys in base64url. */
export interface PushSubscription {
  endpoint: string;
  p256dh: string;
  auth: string;
}

export const pushSubscriptionsIn = (db: Sql) => ({
  /** One per session, and one per device: an endpoint that another session had moves here. False without such an open session. */
  async savePushSubscription(
    { sessionId, userId }: { sessionId: string; userId: string },
    { endpoint, p256dh, auth }: PushSubscription,
    now: Date,
  ): Promise<boolean> {
    await db.$executeRaw`
      DELETE FROM push_subscriptions
      WHERE endpoint = ${endpoint} AND session_id <> ${sessionId}::uuid`;
    const saved = await db.$executeRaw`
      INSERT INTO push_subscriptions (session_id, endpoint, p256dh, auth, created_at)
      SELECT id, ${endpoint}, ${p256dh}, ${auth}, ${now} FROM sessions
      WHERE id = ${sessionId}::uuid AND user_id = ${userId}::uuid
        AND revoked_at IS NULL AND expires_at > ${now}
      ON CONFLICT (session_id) DO UPDATE SET endpoint = EXCLUDED.endpoint,
        p256dh = EXCLUDED.p256dh, auth = EXCLUDED.auth`;
    return saved === 1;
  },

  /** False when there was none. */
  async deletePushSubscription(sessionId: string): Promise<boolean> {
    const deleted = await db.$executeRaw`
      DELETE FROM push_subscriptions WHERE session_id = ${sessionId}::uuid`;
    return deleted > 0;
  },

  /** When the device has another one by now, that stays. */
  async deletePushEndpoint(endpoint: string): Promise<void> {
    await db.$executeRaw`DELETE FROM push_subscriptions WHERE endpoint = ${endpoint}`;
  },

  /** The user's sessions that want to be told. */
  async findPushSessions(userId: string, now: Date): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT s.id FROM sessions s JOIN push_subscriptions p ON p.session_id = s.id
      WHERE s.user_id = ${userId}::uuid AND s.revoked_at IS NULL AND s.expires_at > ${now}`;
    return rows.map(({ id }) => id);
  },

  async findPushSubscription(sessionId: string, now: Date): Promise<PushSubscription | null> {
    const [row] = await db.$queryRaw<PushSubscription[]>`
      SELECT p.endpoint, p.p256dh, p.auth
      FROM push_subscriptions p JOIN sessions s ON s.id = p.session_id
      WHERE p.session_id = ${sessionId}::uuid AND s.revoked_at IS NULL AND s.expires_at > ${now}`;
    return row ?? null;
  },
});
