/** The supergraph from an HTTP address, asked for again and again with the ETag of the one that is known. */
import { download, type DownloadLimits } from './download.js';
import { poll } from './polling.js';
import { SourceFault, type SupergraphSource } from './supergraph-source.js';

export interface UrlSourceOptions extends DownloadLimits {
  url: string;
  /** The `authorization` header to send, if any. */
  authorization?: string | undefined;
  pollMs: number;
}

export function createUrlSource(options: UrlSourceOptions): SupergraphSource {
  const { url, authorization, pollMs } = options;
  const { origin, pathname } = new URL(url);
  const place = origin + pathname;
  let known: Record<string, string> = {};
  return {
    kind: 'url',
    place,
    async read() {
      const headers = { accept: '*/*', ...known, ...(authorization && { authorization }) };
      const { status, headers: answered, text } = await download(place, url, options, { headers });
      if (status === 304) return undefined;
      if (status !== 200) throw new SourceFault(`${place} answered with HTTP status ${status}`);
      known = conditions(answered);
      return text;
    },
    watch: (look) => poll(look, () => pollMs),
  };
}

/** With which the next request asks only for what is new. */
function conditions(answered: Headers): Record<string, string> {
  const etag = answered.get('etag');
  if (etag) return { 'if-none-match': etag };
  const modified = answered.get('last-modified');
  return modified ? { 'if-modified-since': modified } : {};
}
