import { selectedParts } from '@tributary/service/client-selection';
import {
  AccountPageDocument,
  DeleteAddressDocument,
  RevokeSessionDocument,
  SaveAddressDocument,
  UpdateProfileDocument,
} from '../generated/operations.js';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.js';
import { accountPageParts } from '../page-parts.js';
import { toAccountPage, toProfile } from '../views/account.js';

export const accountQueries = {
  async accountPage(_root, _args, { ask, absent }, info) {
    const wanted = selectedParts(info, accountPageParts);
    const result = await ask(AccountPageDocument, wanted);
    return toAccountPage(result, absent('SIGN_IN_REQUIRED'), wanted);
  },
} satisfies QueryResolvers;

export const accountMutations = {
  updateProfile: async (_root, { input }, { change }) =>
    toProfile((await change(UpdateProfileDocument, { input })).data.updateProfile),

  saveAddress: async (_root, { input }, { change }) =>
    (await change(SaveAddressDocument, { input })).data.saveAddress,

  deleteAddress: async (_root, { id }, { change }) =>
    (await change(DeleteAddressDocument, { id })).data.deleteAddress,

  revokeSession: async (_root, { id }, { change }) =>
    (await change(RevokeSessionDocument, { id })).data.revokeSession,
} satisfies MutationResolvers;
