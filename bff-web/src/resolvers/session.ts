/** Signing in and out: the tokens go into the session and nowhere else. */
import type { Context } from '../context.js';
import {
  CloseAccountDocument,
  LoginDocument,
  LogoutDocument,
  type ProfilePartsFragment,
  RegisterDocument,
  RequestPasswordResetDocument,
  ResendVerificationDocument,
  ResetPasswordDocument,
  SetGuestContactDocument,
  VerifyEmailDocument,
} from '../generated/operations.js';
import type { MutationResolvers } from '../generated/resolvers.js';
import type { Tokens } from '../sessions/sessions.js';
import { toProfile } from '../views/account.js';

export const sessionMutations = {
  async register(_root, { input }, context) {
    const { register: outcome } = (await context.changeSession(RegisterDocument, { input })).data;
    return outcome.__typename === 'AuthSession' ? toSignedIn(context, outcome, false) : outcome;
  },

  async login(_root, { input }, context) {
    const wasHere = context.hasSession();
    const { login: outcome } = (await context.changeSession(LoginDocument, { input })).data;
    return outcome.__typename === 'AuthSession' ? toSignedIn(context, outcome, wasHere) : outcome;
  },

  async logout(_root, _args, { change, session }) {
    try {
      return (await change(LogoutDocument, {})).data.logout;
    } finally {
      await session.end();
    }
  },

  async verifyEmail(_root, { token }, { changeSession }) {
    const { verifyEmail: outcome } = (await changeSession(VerifyEmailDocument, { token })).data;
    if (outcome.__typename === 'InvalidToken') return outcome;
    return { __typename: 'EmailVerified', profile: toProfile(outcome.user) };
  },

  resendVerification: async (_root, _args, { change }) =>
    (await change(ResendVerificationDocument, {})).data.resendVerification,

  requestPasswordReset: async (_root, { email }, { changeSession }) =>
    (await changeSession(RequestPasswordResetDocument, { email })).data.requestPasswordReset,

  resetPassword: async (_root, { input }, { changeSession }) =>
    (await changeSession(ResetPasswordDocument, { input })).data.resetPassword,

  async closeAccount(_root, { password }, { change, session }) {
    const { closeAccount: outcome } = (await change(CloseAccountDocument, { password })).data;
    if (outcome.__typename === 'AccountClosed') await session.end();
    return outcome;
  },

  setGuestContact: async (_root, { input }, { change }) =>
    toProfile((await change(SetGuestContactDocument, { input })).data.setGuestContact),
} satisfies MutationResolvers;

/** A cookie that was good before is good no more: the session is a new one. */
async function toSignedIn(
  { signIn }: Context,
  { accessToken, refreshToken, expiresAt, user }: Tokens & { user: ProfilePartsFragment },
  bringsGuest: boolean,
) {
  await signIn({ accessToken, refreshToken, expiresAt });
  return { __typename: 'SignedIn' as const, profile: toProfile(user), bringsGuest };
}
