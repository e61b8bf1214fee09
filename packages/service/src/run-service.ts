/**
 * The life of a process: read the configuration or say what is wrong with it, start, and on SIGTERM,
 * SIGINT or the death of the parent that spawned it, stop in the reverse order of starting.
 */
import type { FastifyInstance } from 'fastify';
import { ConfigError } from './config.js';
import { createLogger, type Logger } from './logger.js';
import { startTelemetry } from './telemetry.js';

export interface CommonConfig {
  HOST: string;
  LOG_LEVEL: string;
  DRAIN_TIMEOUT_MS: number;
  OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
}

/** Something to stop, awaited when it returns a promise. */
type StopHook = () => unknown;

export interface Service<C> {
  config: C;
  logger: Logger;
  /** Registers something to stop; hooks run last in, first out. */
  onStop(hook: StopHook): void;
  /** Listens on `port` of HOST and closes the server, requests finished, when the process stops. */
  listen(app: FastifyInstance, port: number): Promise<void>;
}

/** Runs `start` as the whole of a process. Never rejects: a failed start ends the process with code 1. */
export async function runService<C extends CommonConfig>(
  name: string,
  readServiceConfig: () => C,
  start: (service: Service<C>) => Promise<void>,
): Promise<void> {
  const config = configOrExit(name, readServiceConfig);
  const logger = createLogger(name, config.LOG_LEVEL);
  const hooks: StopHook[] = [];
  const stop = createStop(hooks, logger, config.DRAIN_TIMEOUT_MS);
  process.on('SIGTERM', () => void stop(0, 'SIGTERM'));
  process.on('SIGINT', () => void stop(0, 'SIGINT'));
  process.on('disconnect', () => void stop(0, 'parent gone'));
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'uncaught exception');
    void stop(1, 'uncaught exception');
  });
  try {
    hooks.push(await startTelemetry(name, config.OTEL_EXPORTER_OTLP_ENDPOINT));
    await start({
      config,
      logger,
      onStop: (hook) => hooks.push(hook),
      listen: async (app, port) => {
        hooks.push(() => app.close());
        const address = await app.listen({ host: config.HOST, port });
        logger.info({ address }, 'listening');
      },
    });
  } catch (error) {
    logger.fatal({ err: error }, startFault(error));
    await stop(1, 'start failed');
  }
}

function configOrExit<C>(name: string, read: () => C): C {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${name}: ${error.message}\n`);
    return process.exit(1);
  }
}

function startFault(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { code, port } = error as { code?: string; port?: number };
  return code === 'EADDRINUSE'
    ? `port ${port} is taken: stop what listens there, or choose another with this service's *_PORT variable`
    : 'could not start';
}

function createStop(hooks: StopHook[], logger: Logger, timeoutMs: number) {
  let stopping = false;
  return async (exitCode: number, reason: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'stopping');
    setTimeout(() => {
      logger.error({ timeoutMs }, 'did not stop in time');
      process.exit(1);
    }, timeoutMs).unref();
    for (const hook of hooks.reverse()) {
      try {
        await hook();
      } catch (error) {
        logger.error({ err: error }, 'a stop hook failed');
      }
    }
    process.exit(exitCode);
  };
}
