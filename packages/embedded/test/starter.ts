// A process that starts PostgreSQL and then waits to be killed.
//   starter.ts keep <dataDir> <port>     startPostgres
//   starter.ts throwaway                 startThrowawayPostgres
// Prints one line of JSON when PostgreSQL runs, or the error's code.
import { startPostgres } from '../src/postgres.js';
import { startThrowawayPostgres } from '../src/throwaway-postgres.js';

const [mode, dataDir = '', port = '0'] = process.argv.slice(2);

try {
  const server =
    mode === 'throwaway'
      ? await startThrowawayPostgres()
      : await startPostgres({ dataDir, port: Number(port) });
  const { pid, superuserUrl } = server;
  process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
  console.log(JSON.stringify({ pid, port: server.port, superuserUrl }));
  setInterval(() => {}, 60_000);
} catch (error) {
  console.log(JSON.stringify({ error: String(error) }));
  process.exitCode = 1;
}
