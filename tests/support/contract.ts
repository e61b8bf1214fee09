/** A client of the gateway that says what a BFF says, letter for letter, and holds the answers to their shape. */
import { readFileSync } from 'node:fs';
import {
  createGatewayClient,
  type GatewayClient,
  type GatewayDocument,
  type GatewayResult,
} from '@tributary/service/gateway-client';
import { createGatewayEvents, type GatewayEvents } from '@tributary/service/gateway-events';
import { type ManifestOperation, readManifest } from '@tributary/service/operation-manifest';
import { type DocumentNode, Kind, parse, visit } from 'graphql';
import { expect, inject } from 'vitest';
import { shapeOf } from '../../scripts/mobile/document-shape.js';
import { findMisfits } from '../../scripts/mobile/fits-shape.js';
import { manifestOf } from '../../scripts/stack.js';
import { readApiSchema } from '../../scripts/supergraph.js';

const schema = readApiSchema();

// The shape of an answer is known to the check; tests look into it freely.
// oxlint-disable-next-line typescript/no-explicit-any
type Data = any;

export class Contract {
  private readonly operations: ReadonlyMap<string, ManifestOperation>;
  private readonly unasked: Set<string>;
  private readonly client: GatewayClient;
  private readonly events: GatewayEvents;

  constructor(bff: string) {
    const operations = readManifest(readFileSync(manifestOf(bff), 'utf8'));
    this.operations = new Map(operations.map((operation) => [operation.name, operation]));
    this.unasked = new Set(this.operations.keys());
    const options = { url: `${inject('urls')['gateway']}/graphql`, clientName: bff };
    this.client = createGatewayClient(options);
    this.events = createGatewayEvents(options);
  }

  /** Documents that have not been sent yet. */
  left(): string[] {
    return [...this.unasked];
  }

  /** Asks for everything that the document may ask for; fails on any error, and on data of another shape. */
  async send(name: string, accessToken: string | null, variables: object = {}): Promise<Data> {
    const operation = this.take(name);
    const document = parse(operation.body);
    const sent = everything(operation, variables);
    const typed = document as GatewayDocument<Data, object>;
    const result = await this.client.execute(typed, sent, callerOf(accessToken));
    return fitting(name, wantedOf(document, sent), result);
  }

  /** What a subscription begins with. */
  async first(name: string, accessToken: string | null, variables: object): Promise<Data> {
    const operation = this.take(name);
    const end = new AbortController();
    const document = parse(operation.body);
    const sent = everything(operation, variables);
    const typed = document as GatewayDocument<Data, object>;
    const results = this.events.subscribe(typed, sent, callerOf(accessToken), end.signal);
    const { value } = await results.next();
    await results.return();
    end.abort();
    return fitting(name, wantedOf(document, sent), value as GatewayResult<Data>);
  }

  async close(): Promise<void> {
    await Promise.all([this.client.close(), this.events.close()]);
  }

  private take(name: string): ManifestOperation {
    const operation = this.operations.get(name);
    if (!operation) throw new Error(`There is no document ${name}.`);
    this.unasked.delete(name);
    return operation;
  }
}

const callerOf = (accessToken: string | null) => ({
  accessToken,
  requestId: crypto.randomUUID(),
});

function fitting(
  name: string,
  document: DocumentNode,
  { data, errors }: GatewayResult<Data>,
): Data {
  const isSound = data !== null && errors.length === 0;
  const misfits = isSound ? findMisfits(data, shapeOf(schema, document)) : [];
  expect({ name, errors, misfits }).toEqual({ name, errors: [], misfits: [] });
  return data;
}

/** The document without the parts that these variables leave out. */
function wantedOf(document: DocumentNode, variables: Record<string, unknown>): DocumentNode {
  return visit(document, {
    enter(node) {
      const directives = 'directives' in node ? (node.directives ?? []) : [];
      const isLeftOut = directives.some(({ name, arguments: [condition] = [] }) => {
        const value = condition?.value;
        return (
          name.value === 'include' &&
          value?.kind === Kind.VARIABLE &&
          variables[value.name.value] === false
        );
      });
      return isLeftOut ? null : undefined;
    },
  });
}

/** Parts that are asked for when the page wants them are all wanted here. */
function everything({ body }: ManifestOperation, variables: object): Record<string, unknown> {
  const wishes = [...body.matchAll(/\$(with\w+): Boolean!/g)].map(([, name]) => [name, true]);
  return { ...Object.fromEntries(wishes), ...variables };
}
