import { requireUser } from '@tributary/service';
import { closeAccount } from '../commands/close-account.js';
import { register } from '../commands/register.js';
import { resendVerification } from '../commands/resend-verification.js';
import { setGuestContact } from '../commands/set-guest-contact.js';
import { updateProfile } from '../commands/update-profile.js';
import { verifyEmail } from '../commands/verify-email.js';
import type { MutationResolvers } from '../generated/resolvers.js';
import { inputs, readInput } from '../inputs.js';
import { toUserView } from '../views.js';

export const accountMutations = {
  register: (_parent, args, { env, client, identity }) =>
    register(env, readInput(inputs.register, args.input), client, identity.userId),

  async setGuestContact(_parent, args, { env, identity, loaders }) {
    const userId = requireUser(identity);
    const guest = await setGuestContact(env, userId, readInput(inputs.guestContact, args.input));
    loaders.userById.clear(userId);
    return toUserView(guest);
  },

  async verifyEmail(_parent, args, { env }) {
    const outcome = await verifyEmail(env, readInput(inputs.token, args.token, 'token'));
    if (outcome.__typename === 'InvalidToken') return outcome;
    return { __typename: 'EmailVerified', user: toUserView(outcome.account, { kind: 'mailbox' }) };
  },

  resendVerification: (_parent, _args, { env, identity }) =>
    resendVerification(env, requireUser(identity)),

  async updateProfile(_parent, args, { env, identity }) {
    const userId = requireUser(identity);
    const account = await updateProfile(env, userId, readInput(inputs.updateProfile, args.input));
    return toUserView(account);
  },

  async closeAccount(_parent, args, { env, identity, client, loaders }) {
    const userId = requireUser(identity);
    const password = readInput(inputs.password, args.password, 'password');
    const outcome = await closeAccount(env, userId, password, client);
    loaders.userById.clear(userId);
    return outcome;
  },
} satisfies MutationResolvers;
