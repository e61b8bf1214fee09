/** Plays steps on lives. What a step does to what it sees is worked out once. */
import type { Scene } from './handlers.js';
import { type Life, type Message, messagesOf, send } from './order-life.js';
import { numberOf, oneOf } from './one-of-each.js';

interface Effect<T> extends Pick<Life, 'order' | 'reservation' | 'provider'> {
  moved: Life['moved'];
  messages: Message[];
  result: T;
  error?: string;
}

/** Plays steps, and remembers what came of them. */
export type Player = <T>(
  life: Life,
  /** Names the step and all it depends on, apart from order, reservation and provider. */
  name: string,
  step: (scene: Scene) => Promise<T>,
) => Promise<T>;

export function createPlayer(): Player {
  const effects = new Map<string, Effect<unknown>>();
  return async <T>(life: Life, name: string, step: (scene: Scene) => Promise<T>): Promise<T> => {
    const { order, reservation, provider } = life;
    const key = `${numberOf(order)},${numberOf(reservation)},${numberOf(provider)};${name}`;
    let effect = effects.get(key) as Effect<T> | undefined;
    if (!effect) effects.set(key, (effect = await effectOf(life, step)));
    life.order = effect.order;
    life.reservation = effect.reservation;
    life.provider = effect.provider;
    life.moved = oneOf({
      onHand: life.moved.onHand + effect.moved.onHand,
      reserved: life.moved.reserved + effect.moved.reserved,
    });
    send(life, effect.messages);
    if (effect.error) life.broken.push(`${name}: ${effect.error}`);
    return effect.result;
  };
}

async function effectOf<T>(
  { order, reservation, provider }: Life,
  step: (scene: Scene) => Promise<T>,
): Promise<Effect<T>> {
  const scene: Scene = structuredClone({
    order,
    reservation,
    provider,
    moved: { onHand: 0, reserved: 0 },
    sent: [],
  });
  let result: T | undefined;
  let error: string | undefined;
  try {
    result = await step(scene);
  } catch (thrown) {
    error = String(thrown);
  }
  return {
    order: oneOf(scene.order),
    reservation: scene.reservation && oneOf(scene.reservation),
    provider: oneOf(scene.provider),
    moved: scene.moved,
    messages: messagesOf(scene.sent),
    result: result as T,
    ...(error !== undefined && { error }),
  };
}
