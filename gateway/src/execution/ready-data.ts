/** Data of a response that is JSON text already. It passes through Apollo Server without being parsed. */

export class ReadyData {
  readonly [key: string]: unknown;
  readonly #json: string;

  constructor(json: string) {
    this.#json = json;
  }

  static textOf(data: unknown): string | undefined {
    return data instanceof ReadyData ? data.#json : undefined;
  }

  /** For whoever stringifies the result without knowing of this class. */
  toJSON(): unknown {
    return JSON.parse(this.#json);
  }
}

interface Result {
  data?: unknown;
  errors?: readonly unknown[] | undefined;
  extensions?: Record<string, unknown> | undefined;
}

/** Apollo Server's `stringifyResult`: what it does by default, save that ready data is not read. */
export function stringifyResult(result: Result): string {
  const json = ReadyData.textOf(result.data);
  if (json === undefined) return JSON.stringify(result) + '\n';
  const { errors, extensions } = result;
  const before = errors ? `"errors":${JSON.stringify(errors)},` : '';
  const after = extensions ? `,"extensions":${JSON.stringify(extensions)}` : '';
  return `{${before}"data":${json}${after}}\n`;
}
