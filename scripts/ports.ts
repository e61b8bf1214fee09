/** Finds out before the start which ports are taken, so that all are reported at once, by name. */
import { createServer } from 'node:net';
import { grpcPort, portOf, processes } from './stack.js';

/** A line for each port that something else listens on, with what to do about it. */
export async function findTakenPorts(env: NodeJS.ProcessEnv): Promise<string[]> {
  const wanted = [
    ...processes.map((found) => [found.name, found.portVariable, portOf(found, env)] as const),
    [
      'inventory (gRPC)',
      grpcPort.variable,
      Number(env[grpcPort.variable] ?? grpcPort.port),
    ] as const,
  ];
  const checked = await Promise.all(
    wanted.map(async ([name, variable, port]) =>
      (await isFree(port))
        ? []
        : [
            `Port ${port} for ${name} is taken: stop what listens there, or set ${variable} to another.`,
          ],
    ),
  );
  return checked.flat();
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
