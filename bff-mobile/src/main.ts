import { runService } from '@tributary/service';
import { createGatewayClient } from '@tributary/service/gateway-client';
import { createApp } from './app.js';
import { readBffMobileConfig } from './config.js';

await runService('bff-mobile', readBffMobileConfig, async (service) => {
  const { config, logger } = service;
  const gateway = createGatewayClient({
    url: config.GATEWAY_URL,
    clientName: 'bff-mobile',
    timeoutMs: config.GATEWAY_TIMEOUT_MS,
  });
  service.onStop(() => gateway.close());
  await service.listen(await createApp({ config, logger, gateway }), config.BFF_MOBILE_PORT);
});
