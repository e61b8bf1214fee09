/**
 * One operation and what it demands of whoever calls it. Made once for each operation; an operation that
 * demands nothing has none. What a caller may not see is taken out of the operation before it is planned.
 */
import {
  type DocumentNode,
  type FieldNode,
  getOperationAST,
  type GraphQLSchema,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { AuthorizationModel } from './authorization-model.js';
import { type CallerIdentity, type Policies, readGrants } from './caller-grants.js';
import { isMet, type Requirement } from './requirement.js';
import { type RestrictedOperation, restrictOperation } from './restricted-operation.js';

export interface OperationGuard {
  /** Undefined for a caller who may see all of the operation. */
  restrict(caller: CallerIdentity): RestrictedOperation | undefined;
}

/** Undefined for an operation that demands nothing. */
export type GuardOperation = (
  document: DocumentNode,
  operationName: string | undefined,
) => OperationGuard | undefined;

export interface GuardOptions {
  model: AuthorizationModel;
  schema: GraphQLSchema;
  policies: Policies;
}

export function createGuardOperation(options: GuardOptions): GuardOperation {
  return (whole, operationName) => {
    const document = separateOperations(whole)[operationName ?? onlyNameIn(whole)];
    if (!document) return undefined;
    const required = findRequirements(document, options);
    return required.size > 0 ? new Guard({ ...options, document, required }) : undefined;
  };
}

const onlyNameIn = (document: DocumentNode): string => getOperationAST(document)?.name?.value ?? '';

type FieldRequirements = ReadonlyMap<FieldNode, Requirement>;

/** A field of a fragment has one parent type, wherever the fragment is spread. */
function findRequirements(
  document: DocumentNode,
  { model, schema }: GuardOptions,
): FieldRequirements {
  const required = new Map<FieldNode, Requirement>();
  const types = new TypeInfo(schema);
  const Field = (field: FieldNode) => {
    const parent = types.getParentType();
    const requirement = parent && model.requirementOf(parent.name, field.name.value);
    if (requirement) required.set(field, requirement);
  };
  visit(document, visitWithTypeInfo(types, { Field }));
  return required;
}

/** Callers differ in few ways: roles, seldom scopes. */
const maxRestricted = 32;

class Guard implements OperationGuard {
  readonly #distinct: readonly Requirement[];
  readonly #restricted = new Map<string, RestrictedOperation>();

  constructor(
    readonly options: GuardOptions & { document: DocumentNode; required: FieldRequirements },
  ) {
    this.#distinct = [...new Set(options.required.values())];
  }

  restrict(caller: CallerIdentity): RestrictedOperation | undefined {
    const grants = readGrants(caller, this.options.policies);
    if (this.#distinct.every((requirement) => isMet(requirement, grants))) return undefined;
    const refused = new Set(this.#distinct.filter((requirement) => !isMet(requirement, grants)));
    const bits = this.#distinct.map((requirement) => (refused.has(requirement) ? '0' : '1'));
    const key = `${grants.isSignedIn ? 'user' : 'guest'}:${bits.join('')}`;
    const known = this.#restricted.get(key);
    if (known) return known;
    if (this.#restricted.size >= maxRestricted) this.#restricted.clear();
    const restricted = this.#restrict(key, refused, grants.isSignedIn);
    this.#restricted.set(key, restricted);
    return restricted;
  }

  #restrict(
    key: string,
    refused: ReadonlySet<Requirement>,
    isSignedIn: boolean,
  ): RestrictedOperation {
    const { document, schema, required } = this.options;
    const isRefused = (field: FieldNode) => {
      const requirement = required.get(field);
      return requirement !== undefined && refused.has(requirement);
    };
    return restrictOperation({ key, document, schema, isRefused, isSignedIn });
  }
}
