import { CodedError, requireUser } from '@tributary/service';
import { deleteAddress } from '../commands/delete-address.js';
import { saveAddress } from '../commands/save-address.js';
import type { MutationResolvers } from '../generated/resolvers.js';
import { inputs, isUuid, readInput } from '../inputs.js';

export const addressMutations = {
  saveAddress(_parent, { input }, { env, identity }) {
    const userId = requireUser(identity);
    const fields = readInput(inputs.address, input.address, 'input.address');
    if (input.id && !isUuid(input.id))
      throw new CodedError('NOT_FOUND', 'You have no such address.');
    const id = input.id?.toLowerCase() ?? null;
    return saveAddress(env, userId, { id, fields, isDefault: input.isDefault ?? false });
  },

  async deleteAddress(_parent, { id }, { env, identity }) {
    const userId = requireUser(identity);
    return isUuid(id) && deleteAddress(env, userId, id.toLowerCase());
  },
} satisfies MutationResolvers;
