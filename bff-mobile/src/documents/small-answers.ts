/** How much is done for small answers: on a phone's radio a byte is dearer than here a microsecond. */
import { compressAnswers, tagAnswers } from '@tributary/service/small-answers';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const isForDevice = ({ routeOptions }: FastifyRequest) => routeOptions.url === '/graphql';

/** Call before the routes are registered. */
export function sendSmallAnswers(app: FastifyInstance): void {
  tagAnswers(app, { appliesTo: isForDevice, dependsOn: 'authorization' });
  // Below, compressing saves less than the headers are; 5 is brotli's last cheap level.
  compressAnswers(app, {
    thresholdLength: 512,
    brotliQuality: 5,
    gzipLevel: 4,
    appliesTo: isForDevice,
  });
}
