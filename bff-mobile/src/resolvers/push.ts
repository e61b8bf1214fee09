import { requireData } from '@tributary/service/gateway-client';
import {
  PushKeyDocument,
  RegisterPushDocument,
  UnregisterPushDocument,
} from '../generated/operations.js';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.js';

export const pushQueries = {
  pushKey: async (_root, _args, { ask }) => requireData(await ask(PushKeyDocument, {})).pushKey,
} satisfies QueryResolvers;

export const pushMutations = {
  registerPush: async (_root, { input }, { change }) =>
    (await change(RegisterPushDocument, { input })).data.registerPush,

  unregisterPush: async (_root, _args, { change }) =>
    (await change(UnregisterPushDocument, {})).data.unregisterPush,
} satisfies MutationResolvers;
