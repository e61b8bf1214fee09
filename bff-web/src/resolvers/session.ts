/** Signing in and out: the tokens go into the cookie and nowhere else. */
import {
  LoginDocument,
  LogoutDocument,
  type ProfilePartsFragment,
  RegisterDocument,
} from '../generated/operations.js';
import type { MutationResolvers } from '../generated/resolvers.js';
import type { BrowserSession, Tokens } from '../session-cookie.js';
import { toProfile } from '../views/account.js';

export const sessionMutations = {
  register: async (_root, { input }, { changeAsGuest, session }) => {
    const { register: outcome } = (await changeAsGuest(RegisterDocument, { input })).data;
    return outcome.__typename === 'AuthSession' ? signIn(session, outcome) : outcome;
  },

  login: async (_root, { input }, { changeAsGuest, session }) => {
    const { login: outcome } = (await changeAsGuest(LoginDocument, { input })).data;
    return outcome.__typename === 'AuthSession' ? signIn(session, outcome) : outcome;
  },

  logout: async (_root, _args, { change, session }) => {
    try {
      return (await change(LogoutDocument, {})).data.logout;
    } finally {
      session.end();
    }
  },
} satisfies MutationResolvers;

function signIn(
  session: BrowserSession,
  { accessToken, refreshToken, expiresAt, user }: Tokens & { user: ProfilePartsFragment },
) {
  session.start({ accessToken, refreshToken, expiresAt });
  return { __typename: 'SignedIn' as const, profile: toProfile(user) };
}
