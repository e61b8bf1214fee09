/** A device that speaks as a released app does: documents by id, queries by GET. */
import { readReleases, type Release } from '../../scripts/mobile/releases.js';
import type { Answer } from './device.js';

export const newestRelease = (): Release => readReleases().at(-1)!;

export interface ReleasedAnswer extends Answer {
  headers: Headers;
}

export class ReleasedApp {
  accessToken = '';

  constructor(
    private readonly url: string,
    private readonly release: Release = newestRelease(),
  ) {}

  /** Sends a document of the release by its name. */
  async send(name: string, variables: object = {}, headers: object = {}): Promise<ReleasedAnswer> {
    const operation = this.release.operations.find((found) => found.name === name)!;
    return operation.type === 'query'
      ? this.get(operation.id, variables, headers)
      : this.post({ variables, extensions: extensionsOf(operation.id) }, headers);
  }

  async get(id: string, variables: object = {}, headers: object = {}): Promise<ReleasedAnswer> {
    const search = new URLSearchParams({
      variables: JSON.stringify(variables),
      extensions: JSON.stringify(extensionsOf(id)),
    });
    return this.read(
      await fetch(`${this.url}?${search.toString()}`, {
        headers: { ...this.headers(), ...headers },
      }),
    );
  }

  async post(body: object, headers: object = {}): Promise<ReleasedAnswer> {
    const init = { ...this.headers(), 'content-type': 'application/json', ...headers };
    return this.read(
      await fetch(this.url, { method: 'POST', headers: init, body: JSON.stringify(body) }),
    );
  }

  private headers() {
    const authorization = this.accessToken && `Bearer ${this.accessToken}`;
    return { 'apollo-require-preflight': 'true', ...(authorization && { authorization }) };
  }

  private async read(response: Response): Promise<ReleasedAnswer> {
    const text = await response.text();
    const { status, headers } = response;
    return { ...(text ? (JSON.parse(text) as object) : {}), status, headers } as ReleasedAnswer;
  }
}

const extensionsOf = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });
