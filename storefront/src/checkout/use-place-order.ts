/** Places the order and takes the buyer to it, or answers what stands in the way. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useSend } from '../api/use-send.js';
import {
  PlaceOrderDocument,
  type PlaceOrderInput,
  type PlaceOrderMutation,
} from '../generated/documents.js';
import { endAttempt, unansweredOrder } from './attempt.js';

export type Obstacle =
  | Exclude<PlaceOrderMutation['placeOrder'], { __typename: 'OrderPlaced' }>
  | { __typename: 'Failed'; message: string };

export function usePlaceOrder(): {
  place: (input: PlaceOrderInput) => Promise<void>;
  obstacle: Obstacle | undefined;
  clear: () => void;
  busy: boolean;
} {
  const { send, busy } = useSend(PlaceOrderDocument);
  const navigate = useNavigate();
  const [obstacle, setObstacle] = useState<Obstacle>();
  const place = useCallback(
    async (input: PlaceOrderInput) => {
      setObstacle(undefined);
      const { data, error } = await send({ input });
      // Without an answer nobody knows: the same attempt is made again.
      if (error !== undefined) return setObstacle({ __typename: 'Failed', message: error });
      endAttempt();
      const outcome = data.placeOrder;
      if (outcome.__typename === 'OrderPlaced')
        await navigate(`/orders/${outcome.order.id}?placed`, { replace: true });
      else setObstacle(outcome);
    },
    [send, navigate],
  );
  return { place, obstacle, clear: useCallback(() => setObstacle(undefined), []), busy };
}

/** Asks again for an order that was sent and never answered: the cart is empty, and the order is somewhere. */
export function useUnansweredOrder(
  isCartEmpty: boolean,
  place: (input: PlaceOrderInput) => Promise<void>,
) {
  const asked = useRef(false);
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    const input = unansweredOrder();
    if (!isCartEmpty || !input || asked.current) return;
    asked.current = true;
    setAsking(true);
    void place(input).finally(() => setAsking(false));
  }, [isCartEmpty, place]);
  return asking;
}
