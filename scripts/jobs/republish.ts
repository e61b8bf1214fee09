/** `npm run jobs -- republish`: what the relays sent goes out again, from all services' outboxes. */
import { eventNames } from '@tributary/contracts';
import { republish } from '@tributary/messaging';
import { SingleBar } from 'cli-progress';
import { readSystemConfig } from '../system-config.js';

export interface RepublishRequest {
  since?: string | undefined;
  until?: string | undefined;
  name?: string | undefined;
}

/** @throws Error with what the operator should change */
export async function republishEvents({ since, until, name }: RepublishRequest): Promise<void> {
  const [from, to] = [readTime('since', since), until ? readTime('until', until) : undefined];
  if (to && to < from) throw new Error('--until lies before --since.');
  if (name && !(eventNames as string[]).includes(name))
    throw new Error(`There is no event "${name}".`);
  let total = 0;
  const { urls } = await readSystemConfig({});
  for (const [service, databaseUrl] of Object.entries(urls)) {
    const progress = createProgress(service);
    try {
      const onProgress = progress.show;
      const count = await republish({ databaseUrl, since: from, until: to, name, onProgress });
      progress.end();
      console.log(`${service}: ${count} events will be sent again.`);
      total += count;
    } finally {
      progress.end();
    }
  }
  console.log(`${total} in all. The relays send them now; what was applied before stays as it is.`);
}

function readTime(option: string, text?: string): Date {
  if (!text) throw new Error('Say from when on: republish --since 2026-11-21T10:00:00Z');
  const time = new Date(text);
  // A time without a zone would mean another moment on another machine.
  const isWhole = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  if (isWhole && !Number.isNaN(time.getTime())) return time;
  throw new Error(`--${option} must be a time with its zone, such as 2026-11-21T10:00:00Z.`);
}

/** A counter on a terminal; elsewhere the last line says it all. */
function createProgress(service: string) {
  const bar = process.stderr.isTTY
    ? new SingleBar({
        format: `${service}: {value} events looked at, {marked} to be sent again`,
        stream: process.stderr,
      })
    : undefined;
  bar?.start(0, 0, { marked: 0 });
  return {
    show: (examined: number, marked: number) => bar?.update(examined, { marked }),
    end: () => bar?.stop(),
  };
}
