import { CodedError } from '@tributary/service';

/** Units of one variant at most, so that no sum leaves a 32-bit integer. */
const onHandMax = 1_000_000_000;

/** @throws CodedError BAD_USER_INPUT when the count would grow beyond what can be kept */
export function requireRoom(onHand: number, added: number): void {
  if (onHand + added > onHandMax)
    throw new CodedError('BAD_USER_INPUT', `A variant can have ${onHandMax} units at most.`);
}
