import { fileURLToPath } from 'node:url';
import { runService } from '@tributary/service';
import { createGatewayClient } from '@tributary/service/gateway-client';
import { createApp } from './app.js';
import { readBffMobileConfig } from './config.js';
import { readReleasedDocuments } from './documents/released-documents.js';

/** Beside the folder of this file, in the sources as in the build. */
const releases = fileURLToPath(new URL('../releases', import.meta.url));

await runService('bff-mobile', readBffMobileConfig, async (service) => {
  const { config, logger } = service;
  const gateway = createGatewayClient({
    url: config.GATEWAY_URL,
    clientName: 'bff-mobile',
    timeoutMs: config.GATEWAY_TIMEOUT_MS,
  });
  service.onStop(() => gateway.close());
  const documents = readReleasedDocuments(config.MOBILE_RELEASES ?? releases);
  const app = await createApp({ config, logger, gateway, documents });
  await service.listen(app, config.BFF_MOBILE_PORT);
});
