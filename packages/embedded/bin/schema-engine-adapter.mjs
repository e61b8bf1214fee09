// The driver adapter through which the WebAssembly engine talks to PostgreSQL: @prisma/adapter-pg
// with the three corrections marked below. It owns the shadow databases of this process and drops
// them, whatever way the engine ends.
import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { runSql, schemaOf, withDatabase } from './schema-engine-database.mjs';
import { createServerOpener } from './schema-engine-shadow.mjs';

/** @typedef {{ url?: string, shadowDatabaseUrl?: string }} Datasource */

/** PostgreSQL's fixed ids of the types `"char"` and `text`. */
const CHAR_OID = 18;
const TEXT_OID = 25;

/**
 * Correction 1: the adapter refuses PostgreSQL's one-byte `"char"`, and the engine panics when it
 * arrives as Text. The column is read as text and announced as Character.
 */
function acceptCharColumns(/** @type {any} */ queryable) {
  const queryRaw = queryable.queryRaw;
  queryable.queryRaw = async (/** @type {unknown} */ query) => {
    /** @type {number[]} */
    let charColumns = [];
    const performIO = async (/** @type {unknown} */ statement) => {
      const result = await queryable.performIO(statement);
      charColumns = result.fields.flatMap(
        (/** @type {import('pg').FieldDef} */ field, /** @type {number} */ at) =>
          field.dataTypeID === CHAR_OID ? [at] : [],
      );
      for (const at of charColumns) result.fields[at].dataTypeID = TEXT_OID;
      return result;
    };
    const reader = Object.create(queryable, { performIO: { value: performIO } });
    const set = await queryRaw.call(reader, query);
    for (const at of charColumns) set.columnTypes[at] = ColumnTypeEnum.Character;
    return set;
  };
  return queryable;
}

function correctAdapter(/** @type {any} */ adapter) {
  const startTransaction = adapter.startTransaction.bind(adapter);
  adapter.startTransaction = async (/** @type {any[]} */ ...args) =>
    acceptCharColumns(await startTransaction(...args));
  // Correction 2: the adapter splits scripts at every semicolon, which cuts function bodies apart.
  adapter.executeScript = async (/** @type {string} */ script) => {
    try {
      await adapter.underlyingDriver().query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
  return acceptCharColumns(adapter);
}

/** @param {Datasource} datasource */
export function createAdapterFactory({ url = '', shadowDatabaseUrl = url }) {
  const servers = createServerOpener();
  /** @type {Set<() => Promise<void>>} */
  const openShadows = new Set();

  async function connect(/** @type {string} */ connectionString) {
    const factory = new PrismaPg({ connectionString }, { schema: schemaOf(connectionString) });
    return correctAdapter(await factory.connect());
  }

  // Correction 3: the adapter's own version ignores the database name when it has a URL.
  async function connectToShadowDb() {
    const server = await servers.open(shadowDatabaseUrl);
    const database = `prisma_migrate_shadow_db_${randomUUID()}`;
    await runSql(server, `CREATE DATABASE "${database}"`);
    const adapter = await connect(withDatabase(server, database));
    const drop = async () => {
      if (!openShadows.delete(drop)) return;
      await adapter.underlyingDriver().end();
      await runSql(server, `DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
    };
    openShadows.add(drop);
    adapter.dispose = drop;
    return adapter;
  }

  return {
    factory: {
      provider: /** @type {const} */ ('postgres'),
      adapterName: '@prisma/adapter-pg',
      connect: async () => connect(await servers.open(url)),
      connectToShadowDb,
    },
    /** Drops what a killed or finished command left open; never throws. */
    async close() {
      await Promise.allSettled([...openShadows].map((drop) => drop()));
      await servers.close().catch(() => {});
    },
  };
}
