#!/usr/bin/env node
// Stands in for Prisma's schema engine, a binary that Prisma would download at install time.
// It speaks that binary's command line and its JSON-RPC on stdin/stdout, and leaves the work to
// the same engine compiled to WebAssembly. Plain JavaScript, because the Prisma CLI executes this
// file directly and nothing may need building first. It must never write anything but JSON-RPC to
// stdout, nor anything but JSON log lines to stderr: the CLI parses both.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createAdapterFactory } from './schema-engine-adapter.mjs';
import { canConnect, createDatabase } from './schema-engine-database.mjs';
import { isThrowaway, NO_DATABASE_ERROR, needsDatabase } from './schema-engine-shadow.mjs';
import { loadSchemaEngine, panicRegistry } from './schema-engine-wasm.mjs';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    datamodels: { type: 'string', multiple: true },
    datasource: { type: 'string' },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
    version: { type: 'boolean' },
  },
});

/** @param {'INFO' | 'ERROR'} level @param {Record<string, unknown>} fields */
function log(level, fields) {
  const line = {
    timestamp: new Date().toISOString(),
    level,
    fields,
    target: 'schema_engine::logger',
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

/** Shapes a failure as the native engine does: the CLI prints `message` after `error_code`. */
function toRpcError(/** @type {any} */ error) {
  const isPanic = error?.name === 'RuntimeError';
  const message = isPanic
    ? panicRegistry.message || String(error)
    : String(error?.message ?? error);
  return {
    code: 4466,
    message: 'An error happened. Check the data field for details.',
    data: {
      is_panic: isPanic,
      message,
      error_code: error?.code ?? null,
      meta: error?.meta ?? null,
    },
  };
}

/** `schema-engine cli can-connect-to-database | create-database`: exit code 0, or 1 and a log line. */
async function runCli(/** @type {string | undefined} */ command, /** @type {string} */ url) {
  log('INFO', { message: `schema engine stand-in: ${command}` });
  try {
    if (isThrowaway(url)) throw NO_DATABASE_ERROR;
    if (command === 'can-connect-to-database') await canConnect(url);
    else if (command === 'create-database') await createDatabase(url);
    else throw new Error(`The schema engine stand-in has no command "${command}".`);
  } catch (/** @type {any} */ error) {
    log('ERROR', { message: error.message, error_code: error.code, is_panic: false });
    process.exitCode = 1;
  }
}

/** Answers JSON-RPC requests one after another until stdin closes or SIGTERM comes. */
async function serveRpc(/** @type {{ url?: string, shadowDatabaseUrl?: string }} */ datasource) {
  const adapters = createAdapterFactory(datasource);
  const datamodels = (flags.datamodels ?? []).map((path) => [
    path,
    readFileSync(String(path), 'utf8'),
  ]);
  /** @type {Promise<any> | undefined} */
  let engine;
  let closing = false;

  async function close() {
    if (closing) return;
    closing = true;
    await adapters.close();
    process.exit(0);
  }
  process.on('SIGTERM', () => void close());
  process.on('SIGINT', () => void close());

  async function answer(/** @type {{ method: string, params?: unknown }} */ request) {
    if (isThrowaway(datasource.url) && needsDatabase(request)) throw NO_DATABASE_ERROR;
    if (request.method === 'createDatabase') {
      return { databaseName: await createDatabase(datasource.url ?? '') };
    }
    engine ??= loadSchemaEngine(datamodels.length > 0 ? datamodels : undefined, adapters.factory);
    const method = request.method === 'getDatabaseVersion' ? 'version' : request.method;
    const loaded = await engine;
    if (typeof loaded[method] !== 'function') throw new Error(`Unknown method "${method}".`);
    return (await loaded[method](request.params)) ?? {};
  }

  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue;
    const request = JSON.parse(line);
    if (request.method === undefined) continue; // the CLI's answer to a `print`
    const reply = await answer(request).then(
      (result) => printOutput(request, result),
      (error) => ({ error: toRpcError(error) }),
    );
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: request.id, ...reply })}\n`);
  }
  await close();
}

/** The native engine prints a diff through a `print` call of its own and answers the exit code. */
function printOutput(/** @type {any} */ request, /** @type {any} */ result) {
  if (request.method !== 'diff' || result.stdout == null) return { result };
  const print = { jsonrpc: '2.0', id: 0, method: 'print', params: { content: result.stdout } };
  process.stdout.write(`${JSON.stringify(print)}\n`);
  return { result: { ...result, stdout: null } };
}

const datasource = JSON.parse(String(flags.datasource ?? '{}'));
if (flags.version)
  process.stdout.write('schema-engine-cli 0edf323efd1d98336f3f0a68684b56f689b900d3\n');
else if (positionals[0] === 'cli') await runCli(positionals[1], datasource.url);
else await serveRpc(datasource);
