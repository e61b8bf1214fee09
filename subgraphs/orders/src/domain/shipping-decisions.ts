/** What leaves the house and what arrives. An order moves on when all of it has. */
import { applyChanges } from './apply-changes.js';
import { hasShipped, isAllDelivered, isAllShipped, leftToShip } from './fulfilment.js';
import type { CommandOf, Decision, OrderChanges, OrderState } from './order.js';
import { change, ignored, invalidLines, refused, unknownPart } from './order-changes.js';
import { orderEvents } from './order-events.js';
import { describeUnits, findFaults } from './units.js';

type Move = Pick<OrderChanges, 'status'>;

export const shippingDeciders = {
  ship: (
    order: OrderState,
    { shipmentId, trackingCode, lines }: CommandOf<'ship'>,
    move: Move,
  ): Decision => {
    const left = leftToShip(order);
    const units = lines ?? left;
    const faults = findFaults(units, left);
    if (faults.length > 0) return invalidLines('That is more than is left to be shipped.', faults);
    const shipment = { id: shipmentId, trackingCode, lines: units };
    const isLast = isAllShipped(applyChanges(order, { newShipment: shipment }));
    const isWhole = isLast && !hasShipped(order);
    const what = isWhole ? null : describeUnits(order.lines, units);
    const note = [what, trackingCode].filter((part) => part !== null).join(', parcel ') || null;
    return change(
      { ...(isLast && move), newShipment: shipment },
      [[isLast ? 'SHIPPED' : 'PARTLY_SHIPPED', note]],
      [orderEvents.shipped(order, shipment, !isLast)],
    );
  },

  /** A parcel that has arrived before is no news. */
  deliver: (order: OrderState, { shipmentId }: CommandOf<'deliver'>, move: Move): Decision => {
    const underWay = order.shipments.filter(({ isDelivered }) => !isDelivered).map(({ id }) => id);
    const arrived = shipmentId === null ? underWay : underWay.filter((id) => id === shipmentId);
    if (arrived.length === 0) {
      if (shipmentId === null) return refused(order, 'Nothing of it is under way.');
      return order.shipments.some(({ id }) => id === shipmentId) ? ignored : unknownPart;
    }
    const isLast = isAllDelivered(applyChanges(order, { deliveredShipmentIds: arrived }));
    return change(
      { ...(isLast && move), deliveredShipmentIds: arrived },
      [[isLast ? 'DELIVERED' : 'PARTLY_DELIVERED']],
      [orderEvents.delivered(order, arrived, !isLast)],
    );
  },
};
