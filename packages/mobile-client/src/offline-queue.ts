/**
 * What the user did while the server was out of reach: kept in the storage, sent in order, each under an id of
 * its own, so that sending it twice does it once. What the server answers is handed to the app, conflicts
 * too; nothing leaves the queue unanswered.
 */
import { isPassing, RefusedError, SignedOutError } from './client-error.js';
import {
  CancelOrderDocument,
  type CancelOrderMutation,
  type CancelOrderMutationVariables,
  PlaceOrderDocument,
  type PlaceOrderMutation,
  type PlaceOrderMutationVariables,
  ReplayCartChangeDocument,
  type ReplayCartChangeMutation,
  type ReplayCartChangeMutationVariables,
  RequestReturnDocument,
  type RequestReturnMutation,
  type RequestReturnMutationVariables,
} from './generated/operations.js';
import { keepValue } from './kept-value.js';
import type { PersistedDocument } from './persisted-document.js';
import type { Platform } from './platform.js';

type Unkeyed<T> = Omit<T, 'idempotencyKey'>;

/** What can be done out of reach. */
export type Action =
  | { kind: 'CHANGE_CART'; input: Unkeyed<ReplayCartChangeMutationVariables['input']> }
  | { kind: 'PLACE_ORDER'; input: Unkeyed<PlaceOrderMutationVariables['input']> }
  | { kind: 'CANCEL_ORDER'; input: CancelOrderMutationVariables['input'] }
  | { kind: 'REQUEST_RETURN'; input: Unkeyed<RequestReturnMutationVariables['input']> };

/** An action that waits. */
export type QueuedAction = Action & { id: string };

/** What became of an action: the server's typed outcome, or its refusal. */
export type Outcome =
  | { action: QueuedAction; result: ActionResult }
  | { action: QueuedAction; refused: { code: string; message: string } };

export type ActionResult =
  | ReplayCartChangeMutation['replayCartChange']
  | PlaceOrderMutation['placeOrder']
  | CancelOrderMutation['cancelOrder']
  | RequestReturnMutation['requestReturn'];

export interface OfflineQueue {
  /** Keeps it, and answers its id. @throws Error when the queue is full */
  add(action: Action): Promise<QueuedAction>;
  waiting(): Promise<readonly QueuedAction[]>;
  /** Takes one back that was not sent yet; false when it is not there any more. */
  drop(id: string): Promise<boolean>;
  /**
   * Sends what waits, in order, until all is answered or the server is out of reach. Runs once at a time.
   * @param onOutcome is awaited before the action leaves the queue: what it keeps, an app that dies does not
   * lose. It may be told of the same action again.
   * @throws SignedOutError; what waits goes on waiting for the next session of the same user
   */
  replay(onOutcome?: (outcome: Outcome) => Promise<void>): Promise<Outcome[]>;
  clear(): Promise<void>;
}

export type Send = <D, V>(document: PersistedDocument<D, V>, variables: V) => Promise<D>;

export function createOfflineQueue(
  { storage, createId }: Pick<Platform, 'storage' | 'createId'>,
  send: Send,
  maxWaiting = 200,
): OfflineQueue {
  const kept = keepValue<QueuedAction[]>(storage, 'queue', []);
  let replaying: Promise<Outcome[]> | undefined;
  const remove = (id: string) =>
    kept.change((actions) => actions.filter((action) => action.id !== id));

  async function replayAll(onOutcome?: (outcome: Outcome) => Promise<void>): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (;;) {
      const [action] = await kept.read();
      const outcome = action && (await sendOne(send, action, outcomes.length > 0));
      if (!outcome) return outcomes;
      outcomes.push(outcome);
      await onOutcome?.(outcome);
      await remove(action.id);
    }
  }

  return {
    async add(action) {
      const queued = { ...action, id: createId() };
      await kept.change((actions) => {
        if (actions.length >= maxWaiting) throw new Error(`${maxWaiting} actions wait already.`);
        return [...actions, queued];
      });
      return queued;
    },
    waiting: kept.read,
    async drop(id) {
      const isThere = (await kept.read()).some((action) => action.id === id);
      if (isThere) await remove(id);
      return isThere;
    },
    replay: (onOutcome) =>
      (replaying ??= replayAll(onOutcome).finally(() => (replaying = undefined))),
    clear: kept.clear,
  };
}

/** Undefined when the server cannot say now. The end of the session is told unless outcomes are to be told first. */
async function sendOne(
  send: Send,
  action: QueuedAction,
  hasOutcomes: boolean,
): Promise<Outcome | undefined> {
  try {
    return { action, result: await carryOut(send, action) };
  } catch (error) {
    if (isPassing(error) || (error instanceof SignedOutError && hasOutcomes)) return undefined;
    if (!(error instanceof RefusedError)) throw error;
    return { action, refused: { code: error.code, message: error.message } };
  }
}

/** Cancelling is known again by what it is about: it needs no key. */
async function carryOut(send: Send, action: QueuedAction): Promise<ActionResult> {
  const keyed = <T>(input: T) => ({ input: { ...input, idempotencyKey: action.id } });
  switch (action.kind) {
    case 'CHANGE_CART':
      return (await send(ReplayCartChangeDocument, keyed(action.input))).replayCartChange;
    case 'PLACE_ORDER':
      return (await send(PlaceOrderDocument, keyed(action.input))).placeOrder;
    case 'CANCEL_ORDER':
      return (await send(CancelOrderDocument, { input: action.input })).cancelOrder;
    default:
      return (await send(RequestReturnDocument, keyed(action.input))).requestReturn;
  }
}
