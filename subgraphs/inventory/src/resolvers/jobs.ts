/** This service's background work, for staff: the fields of `ServiceJobs` are the desk's methods. */
import { requireStaff } from '@tributary/service';
import type { Resolvers } from '../generated/resolvers.js';

export const jobQueries = {
  inventoryJobs(_root, _args, { identity, jobs }) {
    requireStaff(identity);
    return jobs;
  },
} satisfies Resolvers['Query'];

export const jobTypes: Pick<Resolvers, 'ServiceJobs'> = {
  ServiceJobs: {
    queues: (jobs) => jobs.queues(),
    schedules: (jobs) => jobs.schedules(),
    deadLetters: (jobs, { first }) => jobs.deadLetters({ first }),
  },
};

export const jobMutations = {
  async replayInventoryJob(_root, { input: { queue, id } }, { identity, jobs }) {
    requireStaff(identity);
    if ((await jobs.replay(queue, id)) === 'REPLAYED')
      return { __typename: 'JobReplayed', id, queue };
    return {
      __typename: 'JobTooOld',
      message: 'It is so old that its effect could be applied twice.',
    };
  },
} satisfies Resolvers['Mutation'];
