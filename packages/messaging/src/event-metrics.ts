/** What every consumer counts, so that no service has to remember to. Scraped at the worker's /metrics. */
import { Counter, Histogram } from '@tributary/service';
import type { HandledEvent } from './consume-events.js';

const handled = new Counter({
  name: 'tributary_events_handled_total',
  help: 'Attempts to apply an event, by outcome: applied, duplicate or failed.',
  labelNames: ['subscriber', 'name', 'outcome'],
});

const duration = new Histogram({
  name: 'tributary_event_duration_seconds',
  help: 'Time that an attempt to apply an event took.',
  labelNames: ['subscriber', 'name'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
});

const age = new Histogram({
  name: 'tributary_event_age_seconds',
  help: 'Time from the moment an event occurred until it was applied.',
  labelNames: ['subscriber', 'name'],
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600, 3_600],
});

/** Counts one attempt. An attempt that failed has no age: the event goes on ageing. */
export function countHandled({ subscriber, name, outcome, durationMs, ageMs }: HandledEvent): void {
  handled.inc({ subscriber, name, outcome });
  duration.observe({ subscriber, name }, durationMs / 1_000);
  if (outcome === 'applied') age.observe({ subscriber, name }, ageMs / 1_000);
}
