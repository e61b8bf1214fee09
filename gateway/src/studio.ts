/**
 * Apollo Studio, only when it is configured: usage goes there. Otherwise every plugin that could call
 * outside is off. Apollo's landing pages are always off: they load from the internet.
 */
import type { ApolloServerOptions, ApolloServerPlugin, BaseContext } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginUsageReporting } from '@apollo/server/plugin/usageReporting';
import type { Logger } from '@tributary/service';
import type { StudioConfig } from './studio-config.js';

export function studioOptions<C extends BaseContext>(
  studio: StudioConfig | undefined,
  logger: Logger,
): Pick<ApolloServerOptions<C>, 'apollo'> & { plugins: ApolloServerPlugin<C>[] } {
  const off = [
    ApolloServerPluginLandingPageDisabled(),
    ApolloServerPluginSchemaReportingDisabled(),
  ];
  if (!studio) return { plugins: [...off, ApolloServerPluginUsageReportingDisabled()] };
  const { key, graphRef, usageReportingUrl } = studio;
  const reporting = ApolloServerPluginUsageReporting<C>({
    ...(usageReportingUrl && { endpointUrl: usageReportingUrl }),
    reportErrorFunction: (error) => logger.warn({ err: error }, 'usage was not reported to Studio'),
  });
  return { apollo: { key, graphRef }, plugins: [...off, reporting] };
}
