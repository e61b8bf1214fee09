/** How many streams this process serves at a time, and each session. */
import { CodedError, Gauge } from '@tributary/service';

const streamsGauge = new Gauge({
  name: 'bff_web_streams',
  help: 'Live streams to browsers from this process.',
});

export interface StreamLimits {
  /** Answers what to call when the stream has ended. @throws CodedError RATE_LIMITED, SERVICE_UNAVAILABLE */
  enter(who: string): () => void;
}

export function createStreamLimits({ max = 2_000, maxPerSession = 10 } = {}): StreamLimits {
  const open = new Map<string, number>();
  let count = 0;
  return {
    enter(who) {
      const own = open.get(who) ?? 0;
      if (own >= maxPerSession)
        throw new CodedError('RATE_LIMITED', `${maxPerSession} live streams at a time at most.`);
      if (count >= max) throw new CodedError('SERVICE_UNAVAILABLE');
      open.set(who, own + 1);
      streamsGauge.set(++count);
      return () => {
        const left = (open.get(who) ?? 1) - 1;
        if (left > 0) open.set(who, left);
        else open.delete(who);
        streamsGauge.set(--count);
      };
    },
  };
}
