import { runService } from '@tributary/service';
import { createGatewayClient } from '@tributary/service/gateway-client';
import { createGatewayEvents } from '@tributary/service/gateway-events';
import { createApp } from './app.js';
import { readBffWebConfig } from './config.js';
import { createSessionStore } from './sessions/create-store.js';

await runService('bff-web', readBffWebConfig, async (service) => {
  const { config, logger } = service;
  const gateway = createGatewayClient({
    url: config.GATEWAY_URL,
    clientName: 'bff-web',
    timeoutMs: config.GATEWAY_TIMEOUT_MS,
  });
  service.onStop(() => gateway.close());
  const events = createGatewayEvents({ url: config.GATEWAY_URL, clientName: 'bff-web' });
  service.onStop(() => events.close());
  const store = await createSessionStore(config, logger);
  service.onStop(() => store.close());
  await service.listen(
    await createApp({ config, logger, gateway, events, store }),
    config.BFF_WEB_PORT,
  );
});
