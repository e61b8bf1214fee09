/**
 * Operations by the text that clients send: documents that have passed Apollo Server's pipeline on this
 * graph and run compiled. To be found here says nothing of who may run them, or with which variables.
 */
import { createHash } from 'node:crypto';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { PlannedOperation } from './planned-operation.js';

export interface KnownOperation {
  planned: PlannedOperation;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  schema: GraphQLSchema;
  /** SHA-256 of the text, in hex. */
  queryHash: string;
}

const maxTexts = 2_000;
/** Of all texts together, in characters. */
const maxCharacters = 10_000_000;

export class KnownTexts {
  readonly #byText = new LRUCache<string, Map<string | undefined, KnownOperation>>({
    max: maxTexts,
    maxSize: maxCharacters,
    sizeCalculation: (_operations, text) => text.length,
  });

  find(text: string, operationName: string | undefined): KnownOperation | undefined {
    return this.#byText.get(text)?.get(operationName);
  }

  /** A document has few operations, so the names are few: only those that were found are remembered. */
  remember(
    text: string,
    operationName: string | undefined,
    describe: () => Omit<KnownOperation, 'queryHash'>,
  ): void {
    const byName = this.#byText.get(text) ?? new Map<string | undefined, KnownOperation>();
    if (byName.has(operationName)) return;
    const queryHash = createHash('sha256').update(text).digest('hex');
    byName.set(operationName, { ...describe(), queryHash });
    this.#byText.set(text, byName);
  }
}
