import type { Identity } from '@tributary/service';
import type { JobsDesk } from '@tributary/messaging';
import type { FastifyRequest } from 'fastify';
import { readClient } from './client-network.js';
import type { Client, Environment } from './commands/environment.js';
import { createLoaders, type Loaders } from './loaders.js';

/** What every resolver gets: made anew for each request. */
export interface Context {
  identity: Identity;
  client: Client;
  env: Environment;
  loaders: Loaders;
  jobs: JobsDesk;
}

export const createContext =
  (env: Environment, jobs: JobsDesk) =>
  (identity: Identity, request: FastifyRequest): Context => ({
    identity,
    client: readClient(request.headers),
    env,
    loaders: createLoaders(env),
    jobs,
  });
