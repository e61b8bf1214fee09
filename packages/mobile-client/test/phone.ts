/** A phone in a test: a storage of its own, and a network that can be cut. */
import { createMobileClient, type MobileClientOptions, type Platform } from '../src/index.js';

export interface Phone extends Platform {
  /** What it keeps; survives the app. */
  texts: Map<string, string>;
  /** Requests that left it. */
  sent: {
    method: string;
    url: string;
    headers: Record<string, string>;
    body?: string;
    status?: number;
  }[];
  /** Whether nothing gets through; `LOSE_ANSWER` lets the request through and drops its answer. */
  network: 'UP' | 'DOWN' | 'LOSE_ANSWER';
}

export function createPhone(): Phone {
  const texts = new Map<string, string>();
  const phone: Phone = {
    texts,
    sent: [],
    network: 'UP',
    createId: () => crypto.randomUUID(),
    timeoutSignal: (timeoutMs) => AbortSignal.timeout(timeoutMs),
    storage: {
      get: async (key) => texts.get(key) ?? null,
      set: async (key, value) => void texts.set(key, value),
      remove: async (key) => void texts.delete(key),
    },
    async fetch(url, init) {
      if (phone.network === 'DOWN') throw new TypeError('network down');
      const request: Phone['sent'][number] = { method: init.method, url, headers: init.headers };
      if (init.body !== undefined) request.body = init.body;
      phone.sent.push(request);
      const answer = await fetch(url, init as RequestInit);
      request.status = answer.status;
      if (phone.network === 'LOSE_ANSWER') throw new TypeError('connection reset');
      return answer;
    },
  };
  return phone;
}

/** The app, started on a phone. */
export const startClient = (url: string, phone: Phone, more: Partial<MobileClientOptions> = {}) =>
  createMobileClient({ url, appVersion: '1.0.0', platform: phone, ...more });
