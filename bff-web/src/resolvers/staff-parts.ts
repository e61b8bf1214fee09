/** The buyer of an order is for staff: asked for by anybody else, the gateway would refuse the whole. */
export const forStaffOnly = <W extends { withBuyer: boolean }>(wanted: W, isStaff: boolean): W => ({
  ...wanted,
  withBuyer: wanted.withBuyer && isStaff,
});
