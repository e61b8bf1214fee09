export type { Broker, BrokerOptions, QueueCounts } from './broker.js';
export * from './consume-events.js';
export { createBroker } from './create-broker.js';
export type { DeadLetter, ReplayResult } from './dead-letters.js';
export type { ConsumeOptions, DeliveryHandler } from './deliveries.js';
export * from './errors.js';
export type { Delivery, DomainEvent, EventEnvelope, Message } from './event-envelope.js';
export {
  createJobsDesk,
  type DeadLetterReport,
  type JobsDesk,
  type QueueReport,
} from './jobs-desk.js';
export { claimInbox } from './inbox.js';
export { createInboxWatch, type InboxWatch, StalledError } from './inbox-watch.js';
export { appendEvents } from './outbox.js';
export { republish, type RepublishOptions, RepublishTooFarBackError } from './republish.js';
export type { ScheduleReport } from './schedule-reports.js';
export type { Timetable } from './schedules.js';
export { type Relay, type RelayOptions, startRelay } from './relay.js';
export type { SqlTransaction } from './sql-transaction.js';
