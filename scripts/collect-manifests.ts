/** Part of the gateway's `build`: the manifests of the BFFs, which turbo has generated before, beside its bundle. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { clientsOfGateway, manifestOf, root } from './stack.js';

for (const client of clientsOfGateway) {
  mkdirSync(dirname(manifestOf(client)), { recursive: true });
  copyFileSync(join(root, client, 'src/generated/manifest.json'), manifestOf(client));
}
