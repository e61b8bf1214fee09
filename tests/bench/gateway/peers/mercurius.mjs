/** Mercurius' gateway, with its compiler of queries on. It knows Federation 1, so it gets such schemas. */
import { readFileSync } from 'node:fs';
import gatewayPlugin from '@mercuriusjs/gateway';
import Fastify from 'fastify';

const [servicesFile, port] = process.argv.slice(2);
const services = JSON.parse(readFileSync(servicesFile, 'utf8'));
const app = Fastify();
await app.register(gatewayPlugin, {
  gateway: {
    services: services.map(({ name, url, schema }) => ({
      name,
      url,
      schema,
      connections: 64,
      keepAlive: 30_000,
    })),
  },
  jit: 1,
  path: '/graphql',
});
await app.listen({ host: '127.0.0.1', port: Number(port) });
