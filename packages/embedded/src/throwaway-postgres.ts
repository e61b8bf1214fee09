// A PostgreSQL in a temporary folder that is gone when its owner is gone, even after kill -9:
// a shell waits on a pipe from this process and cleans up at its end.
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deleteDataFolder, findDataFolder } from './data-folder.js';
import { startPostgres, type PostgresServer } from './postgres.js';

/** $1 process id, $2 cluster, $3 temporary folder. Reading ends when the owner's pipe closes. */
const CLEAN_UP = `
read -r _
if [ "$(head -n 1 "$2/postmaster.pid" 2>/dev/null)" = "$1" ]; then
  kill -QUIT "$1"
  while kill -0 "$1" 2>/dev/null; do sleep 0.1; done
fi
rm -rf "$2" "$3"
`;

/** Starts one on a free port, with crash safety off. `stop()` removes it without a trace. */
export async function startThrowawayPostgres(): Promise<PostgresServer> {
  const root = await mkdtemp(join(tmpdir(), 'tributary-throwaway-'));
  await chmod(root, 0o711);
  const dataDir = join(root, 'data');
  const server = await startPostgres({ dataDir, port: 0, durable: false }).catch(
    async (error: unknown) => {
      await rm(root, { recursive: true, force: true });
      throw error;
    },
  );
  const folder = await findDataFolder(dataDir);
  const releaseReaper = spawnReaper(server.pid, folder?.clusterDir ?? dataDir, root);
  const stop = async () => {
    await server.stop();
    await deleteDataFolder(dataDir);
    await rm(root, { recursive: true, force: true });
    releaseReaper();
  };
  let stopping: Promise<void> | undefined;
  return { ...server, stop: () => (stopping ??= stop()) };
}

function spawnReaper(pid: number, clusterDir: string, root: string): () => void {
  if (process.platform === 'win32') return () => {};
  const reaper = spawn('/bin/sh', ['-c', CLEAN_UP, 'reaper', String(pid), clusterDir, root], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  reaper.on('error', () => {});
  reaper.unref();
  (reaper.stdin as unknown as { unref(): void }).unref();
  return () => reaper.stdin.end();
}
