/** The process of the gateway. */
import { runService } from '@tributary/service';
import { createApp } from './app.js';
import { readGatewayConfig } from './config.js';

await runService('gateway', readGatewayConfig, async (service) => {
  const { config, logger } = service;
  await service.listen(await createApp({ config, logger }), config.port);
});
