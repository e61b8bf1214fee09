/** One command to a Redis, without a client: enough to wipe one. */
import { once } from 'node:events';
import { connect } from 'node:net';

/** What the server answers to an inline command. @throws Error when it answers with one */
export async function sendToRedis(url: string, command: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end(`${command}\r\nQUIT\r\n`);
  let answer = '';
  socket.on('data', (data: Buffer) => (answer += data.toString()));
  await once(socket, 'close');
  if (answer.startsWith('-')) throw new Error(answer);
  return answer;
}
