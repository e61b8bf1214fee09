import { setTimeout as pause } from 'node:timers/promises';
import { requestPasswordReset } from '../commands/request-password-reset.js';
import { resetPassword } from '../commands/reset-password.js';
import type { MutationResolvers } from '../generated/resolvers.js';
import { inputs, readInput } from '../inputs.js';

/** Longer than queueing a mail takes, so that the time of the answer does not tell whether one was. */
const resetAnswerMs = 250;

export const passwordMutations = {
  async requestPasswordReset(_parent, args, { env, client }) {
    const email = readInput(inputs.email, args.email, 'email');
    const [answer] = await Promise.all([
      requestPasswordReset(env, email, client),
      pause(resetAnswerMs),
    ]);
    return answer;
  },

  resetPassword: (_parent, args, { env }) =>
    resetPassword(env, readInput(inputs.resetPassword, args.input)),
} satisfies MutationResolvers;
