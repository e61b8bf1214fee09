/**
 * Subscriptions over server-sent events. The browser's EventSource comes back by itself and says which state
 * it knows (Last-Event-ID). A page that nobody sees holds no connection: browsers have few for one host.
 */
import type { SubscriptionForwarder } from 'urql';

type Sink = Parameters<ReturnType<SubscriptionForwarder>['subscribe']>[0];

const firstPauseMs = 2_000;
const longestPauseMs = 60_000;
/** Connections in a row that were refused, such as by a server that is full. */
const maxRefusals = 8;

export const liveStream =
  (url: string): SubscriptionForwarder =>
  ({ query, variables }) => ({
    subscribe(sink) {
      const address = new URL(url, location.href);
      address.searchParams.set('query', query ?? '');
      address.searchParams.set('variables', JSON.stringify(variables ?? {}));
      return { unsubscribe: listen(address, sink) };
    },
  });

/** Answers what ends it. */
function listen(address: URL, sink: Sink): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let refusals = 0;

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
  const stop = () => {
    close();
    document.removeEventListener('visibilitychange', onVisibility);
  };
  const open = () => {
    close();
    const opened = new EventSource(address);
    source = opened;
    opened.addEventListener('next', (event: MessageEvent<string>) => {
      refusals = 0;
      sink.next(JSON.parse(event.data));
    });
    opened.addEventListener('complete', () => {
      stop();
      sink.complete();
    });
    opened.addEventListener('error', () => {
      // While it is CONNECTING the browser itself comes back.
      if (opened.readyState !== EventSource.CLOSED || source !== opened) return;
      if (++refusals > maxRefusals) {
        stop();
        sink.error(new Error('Live changes cannot be had just now.'));
        return;
      }
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (refusals - 1));
      timer = setTimeout(open, pauseMs * (0.5 + Math.random() / 2));
    });
  };
  const onVisibility = () => {
    if (document.visibilityState === 'hidden') close();
    else if (!source) open();
  };
  document.addEventListener('visibilitychange', onVisibility);
  if (document.visibilityState !== 'hidden') open();
  return stop;
}
