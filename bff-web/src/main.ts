import { runService } from '@tributary/service';
import { createGatewayClient } from '@tributary/service/gateway-client';
import { createApp } from './app.js';
import { readBffWebConfig } from './config.js';

await runService('bff-web', readBffWebConfig, async (service) => {
  const { config, logger } = service;
  const gateway = createGatewayClient({
    url: config.GATEWAY_URL,
    clientName: 'bff-web',
    timeoutMs: config.GATEWAY_TIMEOUT_MS,
  });
  service.onStop(() => gateway.close());
  await service.listen(await createApp({ config, logger, gateway }), config.BFF_WEB_PORT);
});
