// Loads the schema engine's WebAssembly module. Node imports no .wasm file without a flag, so the
// package's own entry point cannot be used: its glue code and the module are joined here.
import { readFile } from 'node:fs/promises';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';

/** The engine reports the message of a panic here before it throws a bare RuntimeError. */
export const panicRegistry = {
  message: '',
  set_message(/** @type {string} */ message) {
    this.message = `RuntimeError: ${message}`;
  },
};

/**
 * @param {[string, string][] | undefined} datamodels paths and contents of the schema files
 * @param {import('@prisma/driver-adapter-utils').SqlMigrationAwareDriverAdapterFactory} factory
 * @returns {Promise<glue.SchemaEngine>}
 */
export async function loadSchemaEngine(datamodels, factory) {
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panicRegistry });
  const module = import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(new URL('./schema_engine_bg.wasm', module));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  /** @type {() => void} */ (instance.exports.__wbindgen_start)();
  const ignoreLogs = () => {};
  return glue.SchemaEngine.new(
    { datamodels },
    ignoreLogs,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}
