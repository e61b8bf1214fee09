/**
 * Acts at an exact moment of somebody else's work, by what goes over the wire: PostgreSQL and Redis
 * are spoken in clear, so "about to commit the consumer's transaction" is a text that can be waited
 * for. The bytes are held while the action runs, and are lost with the connection after it.
 */
import { createTextReader } from './statement-texts.js';

export interface TripWire {
  /**
   * On what the client sends: the text of its transaction up to now, or of the one message outside of
   * a transaction. On what the server sends (`towards: 'client'`): the text of the message.
   */
  pattern: RegExp;
  towards?: 'server' | 'client';
  /** `before`: the bytes never arrive. `answered`: they arrived and took effect, the answer is lost. */
  moment: 'before' | 'answered';
  /** Says whether the text is about what is waited for. The bytes wait for its answer. */
  concerns?: (text: string) => boolean | Promise<boolean>;
  /** Usually kill -9 of the process whose connection it is. */
  action: () => Promise<void>;
}

export interface ArmedWire extends TripWire {
  /** Called once, when the action is done. */
  fired: () => void;
}

/** What a connection is to do with a chunk. */
export type Verdict = 'forward' | 'drop';

const transactionTextMax = 256 * 1024;
/** A statement's text ends with a NUL on the wire, which tells it from a value such as "COMMITTED". */
const begins = 'BEGIN\0';
const ends = ['COMMIT\0', 'ROLLBACK\0'];

/** Watches one connection. Chunks must be given in the order in which they came. */
export function createWatcher(wires: Set<ArmedWire>) {
  const reader = createTextReader();
  let inTransaction = false;
  /** Of the transaction, both sides: what the server answers tells what it is about. */
  let text = '';
  let awaitingAnswer: ArmedWire | undefined;
  /** A transaction's statements may travel with its COMMIT: the answers to them come before that to it. */
  let awaitsEnd = false;

  async function trip(wire: ArmedWire): Promise<Verdict> {
    await wire.action();
    wire.fired();
    return 'drop';
  }

  /** The first armed wire that this text trips; it is disarmed. */
  async function find(towards: 'server' | 'client', seen: string): Promise<ArmedWire | undefined> {
    for (const wire of wires) {
      if ((wire.towards ?? 'server') !== towards || !wire.pattern.test(seen)) continue;
      if (wire.concerns && !(await wire.concerns(seen))) continue;
      if (wires.delete(wire)) return wire;
    }
    return undefined;
  }

  /** Adds the chunk to the transaction it belongs to; a new BEGIN forgets the one before. */
  function remember(chunk: string): string {
    const begin = chunk.lastIndexOf(begins);
    if (begin >= 0) {
      inTransaction = true;
      text = chunk.slice(begin);
    } else text = inTransaction ? (text + chunk).slice(-transactionTextMax) : chunk;
    const seen = text;
    if (ends.some((end) => chunk.includes(end, Math.max(begin, 0)))) inTransaction = false;
    return seen;
  }

  return {
    toServer: async (chunk: Buffer): Promise<Verdict> => {
      reader.follow(chunk);
      if (wires.size === 0) {
        inTransaction = false;
        return 'forward';
      }
      const seen = remember(reader.text());
      const wire = await find('server', seen);
      if (!wire) return 'forward';
      if (wire.moment === 'before') return trip(wire);
      awaitingAnswer = wire;
      awaitsEnd = ends.some((end) => seen.includes(end));
      return 'forward';
    },
    toClient: async (chunk: Buffer): Promise<Verdict> => {
      const answer = chunk.toString('latin1');
      if (awaitingAnswer) {
        // PostgreSQL answers a command with its name; a connection that is cut earlier would undo it.
        const isAnswered = !awaitsEnd || ends.some((end) => answer.includes(end));
        return isAnswered ? trip(awaitingAnswer) : 'forward';
      }
      if (wires.size === 0) return 'forward';
      if (inTransaction) text = (text + answer).slice(-transactionTextMax);
      const wire = await find('client', answer);
      return wire ? trip(wire) : 'forward';
    },
  };
}
