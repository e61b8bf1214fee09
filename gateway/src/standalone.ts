/**
 * The gateway for any supergraph, with no other part of Tributary running. It is the same gateway; only
 * where its configuration comes from differs.
 */
import { ConfigError, runService } from '@tributary/service';
import { createApp } from './app.js';
import { type GatewayConfig, readStandaloneConfig } from './config.js';
import { nameOptions, readCommandLine, renderHelp } from './front/command-line.js';

/** Runs until the process is told to stop. `args` are those of the command line. */
export async function runStandalone(args: readonly string[]): Promise<void> {
  if (args.some((argument) => argument === '--help' || argument === '-h')) {
    process.stdout.write(renderHelp());
    return;
  }
  await runService(
    'gateway',
    () => readConfig(args),
    async (service) => {
      const { config, logger } = service;
      await service.listen(await createApp({ config, logger }), config.port);
    },
  );
}

function readConfig(args: readonly string[]): GatewayConfig {
  const variables = readCommandLine(args);
  try {
    return readStandaloneConfig(variables);
  } catch (error) {
    throw error instanceof ConfigError ? nameOptions(error, variables) : error;
  }
}
