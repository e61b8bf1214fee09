// The server behind a URL: the URL's own, or, when its host is the one below, a throw-away
// PostgreSQL that lives as long as the command. So migrations can be replayed and compared with no
// server running, and no role of the application needs CREATEDB.
const THROWAWAY_HOST = 'throwaway.embedded';

/** Whether the URL names no real server. */
export function isThrowaway(/** @type {string | undefined} */ url) {
  return url !== undefined && URL.canParse(url) && new URL(url).hostname === THROWAWAY_HOST;
}

/** Whether the command needs the real database: on a throw-away one it would pretend success. */
export function needsDatabase(/** @type {{ method: string, params?: any }} */ { method, params }) {
  if (method !== 'diff') return method !== 'getDatabaseVersion' && method !== 'debugPanic';
  return [params.from.tag, params.to.tag].includes('schemaDatasource');
}

export const NO_DATABASE_ERROR = Object.assign(
  new Error(
    'No database is named. Set USERS_MIGRATION_URL (ORDERS_, INVENTORY_) to the URL of the role that owns it; `npm start` runs one.',
  ),
  { code: 'P1001' },
);

/** Opens at most one throw-away server. */
export function createServerOpener() {
  /** @type {Promise<{ superuserUrl: string, stop: () => Promise<void> }> | undefined} */
  let throwaway;
  async function start() {
    const { tsImport } = await import('tsx/esm/api');
    const source = '../src/throwaway-postgres.ts';
    return (await tsImport(source, import.meta.url)).startThrowawayPostgres();
  }
  return {
    /** @param {string} url @returns {Promise<string>} the URL to connect to */
    async open(url) {
      if (!isThrowaway(url)) return url;
      throwaway ??= start();
      return (await throwaway).superuserUrl;
    },
    async close() {
      await (await throwaway)?.stop();
    },
  };
}
