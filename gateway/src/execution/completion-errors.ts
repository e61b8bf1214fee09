/** What is wrong with merged answers, in the words of @apollo/gateway. */
import { type CompositeType, ERRORS, type Type } from '@apollo/federation-internals';
import type { GraphQLError } from 'graphql';
import { withoutStack } from '../without-stack.js';

export interface FaultyPlace {
  /** The type of the object that the field is of. */
  parent: CompositeType;
}

export class CompletionErrors {
  readonly all: GraphQLError[] = [];
  /** Where the completion is. */
  readonly path: (string | number)[] = [];

  /** @param isSilent whether nobody wants to know */
  constructor(readonly isSilent: boolean) {}

  /** @param type that the value should be of */
  tell(what: string, place: FaultyPlace, type: Type): void {
    if (this.isSilent) return;
    const message = `${what} ${this.#name(place, type)}.`;
    const options = { path: [...this.path] };
    this.all.push(withoutStack(() => ERRORS.INVALID_GRAPHQL.err(message, options)));
  }

  #name({ parent }: FaultyPlace, type: Type): string {
    const last = this.path.at(-1)!;
    return typeof last === 'string'
      ? `field ${String(parent)}.${last}`
      : `array element of type ${String(type)} at index ${last}`;
  }
}
