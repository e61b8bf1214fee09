/** Staff: sales and stock in figures, and background work. Asked for by anybody else, all of it is FORBIDDEN. */
import { selectedParts } from '@tributary/service/client-selection';
import {
  DashboardPageDocument,
  JobsPageDocument,
  ReplayJobDocument,
} from '../generated/operations.js';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.js';
import { dashboardPageParts, jobsPageParts } from '../page-parts.js';
import { toDashboardPage, toJobsPage, toReplayResult } from '../views/staff-figures.js';

export const staffFigureQueries = {
  async dashboardPage(_root, { days, scarce }, { ask, requireStaff }, info) {
    await requireStaff();
    const wanted = selectedParts(info, dashboardPageParts);
    return toDashboardPage(await ask(DashboardPageDocument, { days, scarce, ...wanted }), wanted);
  },

  async jobsPage(_root, { deadLetters }, { ask, requireStaff }, info) {
    await requireStaff();
    const wanted = selectedParts(info, jobsPageParts);
    return toJobsPage(await ask(JobsPageDocument, { deadLetters, ...wanted }), wanted);
  },
} satisfies QueryResolvers;

export const staffFigureMutations = {
  async replayJob(_root, { input: { service, ...input } }, { change, requireStaff }) {
    await requireStaff();
    const { data } = await change(ReplayJobDocument, {
      input,
      inUsers: service === 'USERS',
      inOrders: service === 'ORDERS',
      inInventory: service === 'INVENTORY',
    });
    return toReplayResult(data);
  },
} satisfies MutationResolvers;
