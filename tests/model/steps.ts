/** Everything that can happen next in a life, each in one step. */
import type { Subscriber } from '@tributary/contracts';
import { createPlayer } from './effects.js';
import { expire, fulfil, handle } from './handlers.js';
import { findJobSteps, findProviderSteps } from './job-steps.js';
import { numberOf } from './one-of-each.js';
import { draftOf, keyOf, type Level, type Life, mayExpire } from './order-life.js';
import type { Add, Search, Step } from './search.js';

/** Finds the steps from a life, each target once. */
export interface StepFinder {
  /** What happens in orders, at the provider and among people: none of it looks at the stock. */
  ownSteps(life: Life, mayFail: boolean): Promise<Step[]>;
  /** What inventory does, when it finds the stock at `level`. */
  stockSteps(life: Life, mayFail: boolean, level: Level): Promise<Step[]>;
}

/** @param inbox false: what is delivered again is handled again */
export function createStepFinder({ inbox }: { inbox: boolean }): StepFinder {
  const play = createPlayer();

  async function find(life: Life, mayFail: boolean, search: (search: Search) => Promise<void>) {
    const key = keyOf(life);
    const steps = new Map<string, Step>();
    const add: Add = async (kind, label, change) => {
      const to = draftOf(life);
      if (kind === 'FAULT') to.faults++;
      await change(to);
      // A finished job matters only as long as it may be delivered again.
      if (!mayFail) to.jobs = to.jobs.filter((job) => job.waiting > 0 || job.attempts.length > 0);
      const toKey = keyOf(to);
      if (toKey !== key && !steps.has(toKey)) steps.set(toKey, { kind, label, to, key: toKey });
    };
    await search({ life, mayFail, inbox, add, play });
    return [...steps.values()];
  }

  return {
    ownSteps: (life, mayFail) =>
      find(life, mayFail, async (search) => {
        await findMessageSteps(search, 'orders', { onHand: 0, reserved: 0 });
        await findJobSteps(search);
        await findProviderSteps(search);
        await findWishes(search);
      }),
    stockSteps: (life, mayFail, level) =>
      find(life, mayFail, async (search) => {
        await findMessageSteps(search, 'inventory', level);
        await findExpiry(search, level);
      }),
  };
}

async function findMessageSteps(search: Search, queue: Subscriber, level: Level): Promise<void> {
  const { life, mayFail, inbox, add, play } = search;
  for (const [index, message] of life.messages.entries()) {
    if (message.queue !== queue) continue;
    const label = `${queue} handles ${message.name}`;
    const apply = (life: Life) =>
      play(life, `${numberOf(message)} ${textOf(level)}`, (scene) => handle(scene, message, level));
    await add('PROGRESS', label, (life) => {
      life.messages.splice(index, 1);
      return apply(life);
    });
    if (!inbox && mayFail) await add('FAULT', `${label}, which will come again`, apply);
  }
}

async function findExpiry({ life, add, play }: Search, level: Level): Promise<void> {
  if (!mayExpire(life)) return;
  await add('PROGRESS', 'the reservation runs out', (life) => {
    life.expiries++;
    return play(life, `expiry ${textOf(level)}`, (scene) => expire(scene, level));
  });
}

const textOf = ({ onHand, reserved }: Level): string => `at ${onHand} - ${reserved}`;

/** A wish that is refused changes nothing, and may be tried again. */
async function findWishes({ life, add, play }: Search): Promise<void> {
  for (const [index, wish] of life.wishes.entries())
    await add('WISH', wish, async (life) => {
      const before = life.order;
      await play(life, wish, (scene) => fulfil(scene, wish));
      if (life.order !== before) life.wishes.splice(index, 1);
    });
}
