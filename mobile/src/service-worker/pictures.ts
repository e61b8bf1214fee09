/** Pictures that were seen, kept for when there is no network. The oldest go first. */
import { registerRoute } from 'workbox-routing';

const cacheName = 'pictures';
const maxPictures = 150;

export function keepPictures(): void {
  registerRoute(
    ({ request, url }) => request.destination === 'image' && isElsewhere(url),
    ({ request, event }) => show(request, event),
  );
}

async function show(request: Request, event: ExtendableEvent): Promise<Response> {
  const cache = await caches.open(cacheName);
  const known = await cache.match(request.url);
  if (known) return known;
  const picture = await load(request.url).catch(() => fetch(request));
  if (picture.ok) event.waitUntil(keep(cache, request.url, picture.clone()));
  return picture;
}

/** Those that cannot be had are left out. */
export async function keepAll(urls: readonly string[]): Promise<void> {
  const cache = await caches.open(cacheName);
  const wanted = urls.filter((url) => isElsewhere(new URL(url))).slice(0, maxPictures);
  await Promise.allSettled(
    wanted.map(async (url) => {
      if (await cache.match(url)) return;
      const picture = await load(url);
      if (picture.ok) await keep(cache, url, picture);
    }),
  );
}

/** The app's own files are kept with it. */
const isElsewhere = (url: URL): boolean => url.origin !== location.origin;

/** Rejects for one that others may not read: it is shown and not kept, nobody could tell whether it is a picture at all. */
const load = (url: string): Promise<Response> => fetch(url, { mode: 'cors', credentials: 'omit' });

async function keep(cache: Cache, url: string, picture: Response): Promise<void> {
  await cache.put(url, picture);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, -maxPictures).map((request) => cache.delete(request)));
}
