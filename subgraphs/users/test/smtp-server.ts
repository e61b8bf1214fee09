/** An SMTP server that keeps what it takes. It speaks just enough to be one to nodemailer. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface ReceivedMail {
  to: string;
  /** Headers and body as they came. */
  message: string;
}

/** `answerTo` may refuse a recipient with a reply of its own, such as "550 unknown". */
export async function startSmtpServer(answerTo: (recipient: string) => string | null = () => null) {
  const received: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    const reply = (line: string) => socket.write(`${line}\r\n`);
    let to = '';
    let data: string[] | null = null;
    reply('220 test ready');
    createInterface({ input: socket }).on('line', (line) => {
      if (data) {
        if (line !== '.') return void data.push(line);
        received.push({ to, message: data.join('\n') });
        data = null;
        return reply('250 taken');
      }
      const [verb] = line.split(/[ :]/, 1);
      if (verb === 'RCPT') {
        to = /<(.*)>/.exec(line)?.[1] ?? '';
        return reply(answerTo(to) ?? '250 ok');
      }
      if (verb === 'DATA') data = [];
      return reply(verb === 'DATA' ? '354 go on' : verb === 'QUIT' ? '221 bye' : '250 ok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    stop() {
      sockets.forEach((socket) => socket.destroy());
      server.close();
    },
  };
}
