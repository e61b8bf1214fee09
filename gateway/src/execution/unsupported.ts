/** Says that an operation is left to the stock executor, and which names make it so. */

/** The compiler does not know how to do this exactly as it must be done. */
export class Unsupported extends Error {
  override name = 'Unsupported';
}

/**
 * The name as a literal for generated code. Names that every object has, such as `constructor`, would
 * be read from the prototype where a subgraph left them out.
 * @throws Unsupported
 */
export function literal(name: string): string {
  if (name in Object.prototype) throw new Unsupported(`a field named "${name}"`);
  return JSON.stringify(name);
}

/** Makes functions of source text whose only foreign parts are literals. */
// oxlint-disable-next-line no-unnecessary-type-parameters -- the caller knows what the text makes
export function evaluate<T>(source: string, constants: Readonly<Record<string, unknown>> = {}): T {
  // oxlint-disable-next-line typescript/no-implied-eval -- the text is written by this compiler
  const create = new Function(...Object.keys(constants), `"use strict";${source}`);
  return create(...Object.values(constants)) as T;
}
