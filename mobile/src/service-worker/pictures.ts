/** Pictures that were seen, kept for when there is no network. The oldest go first. */
import { registerRoute } from 'workbox-routing';

const cacheName = 'pictures';
const maxPictures = 150;

export function keepPictures(): void {
  registerRoute(
    ({ request, url }) => request.destination === 'image' && isElsewhere(url),
    async ({ request, event }) => {
      const cache = await caches.open(cacheName);
      const known = await cache.match(request.url);
      if (known) return known;
      const answer = await load(request);
      if (answer.ok) (event as ExtendableEvent).waitUntil(keep(cache, request.url, answer.clone()));
      return answer;
    },
  );
}

/** The app's own files are kept with it. */
const isElsewhere = (url: URL): boolean => url.origin !== location.origin;

/** One that others may not read is shown and not kept: nobody could tell whether it is a picture at all. */
const load = (request: Request): Promise<Response> =>
  fetch(request.url, { mode: 'cors', credentials: 'omit' }).catch(() => fetch(request));

async function keep(cache: Cache, url: string, picture: Response): Promise<void> {
  await cache.put(url, picture);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, -maxPictures).map((request) => cache.delete(request)));
}
