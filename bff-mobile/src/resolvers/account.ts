import {
  AccountScreenDocument,
  DeleteAddressDocument,
  LoginDocument,
  LogoutDocument,
  RefreshSessionDocument,
  RegisterDocument,
  RevokeSessionDocument,
  SaveAddressDocument,
  UpdateProfileDocument,
} from '../generated/operations.js';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.js';
import { toAccountScreen, toSignedIn } from '../views/account.js';

export const accountQueries = {
  accountScreen: async (_root, _args, { ask, absent }) =>
    toAccountScreen(await ask(AccountScreenDocument, {}), absent('SIGN_IN_REQUIRED')),
} satisfies QueryResolvers;

export const sessionMutations = {
  register: async (_root, { input }, { changeAsGuest }) => {
    const { register: outcome } = (await changeAsGuest(RegisterDocument, { input })).data;
    return outcome.__typename === 'AuthSession' ? toSignedIn(outcome) : outcome;
  },

  login: async (_root, { input }, { changeAsGuest }) => {
    const { login: outcome } = (await changeAsGuest(LoginDocument, { input })).data;
    return outcome.__typename === 'AuthSession' ? toSignedIn(outcome) : outcome;
  },

  refreshSession: async (_root, { refreshToken }, { changeAsGuest }) => {
    const { data } = await changeAsGuest(RefreshSessionDocument, { refreshToken });
    const { refreshSession: outcome } = data;
    return outcome.__typename === 'AuthSession' ? toSignedIn(outcome) : outcome;
  },

  logout: async (_root, _args, { change }) => (await change(LogoutDocument, {})).data.logout,
} satisfies MutationResolvers;

export const accountMutations = {
  updateProfile: async (_root, { input }, { change }) =>
    (await change(UpdateProfileDocument, { input })).data.updateProfile,

  saveAddress: async (_root, { input }, { change }) =>
    (await change(SaveAddressDocument, { input })).data.saveAddress,

  deleteAddress: async (_root, { id }, { change }) =>
    (await change(DeleteAddressDocument, { id })).data.deleteAddress,

  revokeSession: async (_root, { id }, { change }) =>
    (await change(RevokeSessionDocument, { id })).data.revokeSession,
} satisfies MutationResolvers;
