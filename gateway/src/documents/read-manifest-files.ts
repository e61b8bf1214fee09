/** Which manifests there are, as an operator writes it. */
import { z } from 'zod';

/**
 * Manifest files by the client's name. One client may have several, of which any may hold a document: while
 * releases of it run side by side, each has its own.
 */
export type Manifests = Readonly<Record<string, readonly string[]>>;

/** `web=/etc/web.json,web=/etc/web-before.json,mobile=/etc/mobile.json` */
export function readManifestFiles(text: string, context: z.RefinementCtx): Manifests {
  const entries = text.split(',').map((entry) => /^ *([\w.-]+)=(.+?) *$/.exec(entry));
  if (entries.some((entry) => entry === null)) {
    const message = 'must be manifests such as web=web.json,mobile=mobile.json';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
  const files = new Map<string, string[]>();
  for (const entry of entries) {
    const [, client, file] = entry!;
    files.set(client!, [...(files.get(client!) ?? []), file!]);
  }
  return Object.fromEntries(files);
}
