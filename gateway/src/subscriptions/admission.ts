/** Who may subscribe: bounded for the process and for each caller. */
import { CodedError, Gauge } from '@tributary/service';
import type { GatewayContext } from '../context.js';

export interface AdmissionLimits {
  max: number;
  maxPerCaller: number;
}

export interface Admission {
  /**
   * Takes a place; the returned function gives it back and may be called twice.
   * @throws CodedError with the HTTP status: SERVICE_UNAVAILABLE when the process is full, RATE_LIMITED
   * when the caller has enough
   */
  enter(context: Pick<GatewayContext, 'identity' | 'clientIp'>): () => void;
}

const running = new Gauge({
  name: 'gateway_subscriptions',
  help: 'Subscriptions of clients that are running in this process.',
});

export function createAdmission({ max, maxPerCaller }: AdmissionLimits): Admission {
  const callers = new Map<string, number>();
  let count = 0;
  return {
    enter({ identity, clientIp }) {
      const caller = identity.userId ? `user ${identity.userId}` : `address ${clientIp}`;
      const own = callers.get(caller) ?? 0;
      if (count >= max) throw refusal('SERVICE_UNAVAILABLE', 503);
      if (own >= maxPerCaller) throw refusal('RATE_LIMITED', 429);
      callers.set(caller, own + 1);
      count++;
      running.inc();
      let isInside = true;
      return () => {
        if (!isInside) return;
        isInside = false;
        count--;
        running.dec();
        const left = callers.get(caller)! - 1;
        if (left > 0) callers.set(caller, left);
        else callers.delete(caller);
      };
    },
  };
}

const refusal = (code: 'SERVICE_UNAVAILABLE' | 'RATE_LIMITED', status: number) =>
  new CodedError(
    code,
    code === 'RATE_LIMITED'
      ? 'You have as many subscriptions as you may; end one first.'
      : 'As many subscriptions run here as may; try again later.',
    { extensions: { http: { status } } },
  );
