/** By which names a supergraph has the three authorisation directives: its @links tell. */
import { type DirectiveNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';

export type Feature = 'authenticated' | 'requiresScopes' | 'policy';

export interface DirectiveNames {
  /** Feature by the directive's name in this supergraph. */
  directives: ReadonlyMap<string, Feature>;
  /** Names of the scalars that the directives' arguments are made of. */
  scalars: ReadonlySet<string>;
  /** The @links themselves. */
  links: ReadonlySet<DirectiveNode>;
}

const specification =
  /^https:\/\/specs\.apollo\.dev\/(authenticated|requiresScopes|policy)\/v(\d+\.\d+)\/?$/;
const understood = '0.1';
const scalarOf = { authenticated: '', requiresScopes: 'Scope', policy: 'Policy' } as const;

/**
 * Imports under other names are understood.
 * @throws Error for a version that may mean more than is enforced here
 */
export function readDirectiveNames(supergraph: DocumentNode): DirectiveNames {
  const directives = new Map<string, Feature>();
  const scalars = new Set<string>();
  const links = new Set<DirectiveNode>();
  for (const directive of schemaDirectives(supergraph)) {
    const link = readLink(directive);
    if (!link) continue;
    links.add(directive);
    directives.set(link.directive, link.feature);
    if (link.scalar) scalars.add(link.scalar);
  }
  return { directives, scalars, links };
}

function schemaDirectives({ definitions }: DocumentNode): DirectiveNode[] {
  return definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? (definition.directives ?? []).filter(({ name }) => name.value === 'link')
      : [],
  );
}

function readLink(directive: DirectiveNode) {
  const { url, as, import: imports } = argumentsOf(directive);
  const [, name, version] = specification.exec(String(url)) ?? [];
  if (!name) return undefined;
  if (version !== understood)
    throw new Error(`The supergraph needs ${String(url)}; only v${understood} is enforced here.`);
  const feature = name as Feature;
  const prefix = typeof as === 'string' ? as : feature;
  const scalar = scalarOf[feature];
  return {
    feature,
    directive: importedAs(imports, `@${feature}`)?.slice(1) ?? prefix,
    scalar: scalar && (importedAs(imports, scalar) ?? `${prefix}__${scalar}`),
  };
}

function importedAs(imports: unknown, wanted: string): string | undefined {
  for (const entry of (imports ?? []) as (string | { name: string; as?: string })[]) {
    const [name, alias = name] = typeof entry === 'string' ? [entry] : [entry.name, entry.as];
    if (name === wanted) return alias;
  }
  return undefined;
}

export function argumentsOf({ arguments: given = [] }: DirectiveNode): Record<string, unknown> {
  return Object.fromEntries(
    given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  );
}
