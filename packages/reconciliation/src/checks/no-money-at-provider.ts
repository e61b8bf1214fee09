import type { OrderCheck } from '../check.js';
import { isCalledOff } from './states.js';

export const noMoneyAtProvider: OrderCheck = {
  name: 'no-money-at-provider',
  says: 'The provider holds and keeps no money of a rejected or cancelled order.',
  remedy:
    'npm run jobs: replay its PaymentCancelRequested or RefundRequested; when it is not there, republish. Else void or refund it at the provider.',
  needs: ['orders', 'provider'],
  inspect({ order, account }) {
    if (!order || !isCalledOff(order)) return undefined;
    for (const payment of account?.payments ?? []) {
      const { status, heldMinor, isPending, capturedMinor, refundedMinor } = payment;
      if (heldMinor > 0) return { expected: 'nothing held', found: `${heldMinor} held` };
      if (isPending) return { expected: 'nothing under way', found: status };
      if (capturedMinor !== refundedMinor)
        return {
          expected: `${capturedMinor} of ${capturedMinor} paid back`,
          found: `${refundedMinor} paid back`,
        };
    }
    return null;
  },
};
