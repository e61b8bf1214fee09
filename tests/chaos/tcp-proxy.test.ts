/** The faults themselves: a proxy that did not cut would let every test pass. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTextReader } from './statement-texts.js';
import { startProxy, type TcpProxy } from './tcp-proxy.js';

let server: Server;
let proxy: TcpProxy;
/** What the server has heard, and the sockets on which it did. */
let heard = '';
const peers = new Set<Socket>();

beforeEach(async () => {
  heard = '';
  server = createServer((socket) => {
    peers.add(socket);
    socket.on('error', () => undefined).on('close', () => peers.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      socket.write(`re: ${chunk.toString()}`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startProxy({
    host: '127.0.0.1',
    port: (server.address() as { port: number }).port,
  });
});
afterEach(async () => {
  await proxy.close();
  server.close();
});

/** A connection through the proxy, with all that came back on it. */
async function open() {
  const socket = connect({ port: proxy.port, host: '127.0.0.1' });
  const line = { socket, text: '', error: undefined as NodeJS.ErrnoException | undefined };
  socket.on('data', (chunk: Buffer) => (line.text += chunk.toString()));
  socket.on('error', (error) => (line.error = error));
  await once(socket, 'connect').catch(() => undefined);
  return line;
}
const until = async (done: () => boolean) => {
  await expect.poll(done, { timeout: 5_000 }).toBe(true);
};

describe('a proxy', () => {
  it('passes everything on in both directions', async () => {
    const line = await open();
    line.socket.write('x'.repeat(300_000));
    await until(() => heard.length === 300_000 && line.text.length >= 300_000);
    line.socket.end();
    await until(() => peers.size === 0);
    expect(line.error).toBeUndefined();
  });

  it('cuts: open connections are reset, new ones too, until it heals', async () => {
    const line = await open();
    line.socket.write('a');
    await until(() => line.text === 're: a');
    proxy.cut();
    await until(() => line.error?.code === 'ECONNRESET');
    const refused = await open();
    await until(() => refused.socket.destroyed);
    proxy.heal();
    const again = await open();
    again.socket.write('b');
    await until(() => again.text === 're: b');
    expect(heard).toBe('ab');
  });

  it('is silent: nothing arrives before it heals, then all does, in order', async () => {
    const line = await open();
    proxy.silence();
    line.socket.write('a');
    await sleep(100);
    line.socket.end('b');
    await sleep(100);
    expect([heard, line.text, peers.size]).toEqual(['', '', 1]);
    proxy.heal();
    await until(() => heard === 'ab' && peers.size === 0);
  });

  it('can forget the connections of a silent time', async () => {
    const line = await open();
    proxy.silence();
    line.socket.write('a');
    await sleep(100);
    proxy.heal({ forget: true });
    await until(() => line.error?.code === 'ECONNRESET');
    expect(heard).toBe('');
  });

  it('delays', async () => {
    const line = await open();
    proxy.delay(150);
    const startedAt = performance.now();
    line.socket.write('a');
    await until(() => line.text === 're: a');
    expect(performance.now() - startedAt).toBeGreaterThan(250);
  });
});

describe('a trip wire', () => {
  const acts: string[] = [];
  const action = async () => void acts.push(heard);
  beforeEach(() => void (acts.length = 0));

  it('acts before the bytes arrive, and then they never do', async () => {
    const { tripped } = proxy.arm({ pattern: /BEGIN\0.*COMMIT\0/, moment: 'before', action });
    const line = await open();
    line.socket.write('BEGIN\0');
    await until(() => heard === 'BEGIN\0');
    line.socket.write("COMMITTED 'x'");
    await until(() => heard.includes('COMMITTED'));
    line.socket.write('COMMIT\0');
    await tripped;
    await until(() => line.socket.destroyed);
    expect(acts).toEqual(["BEGIN\0COMMITTED 'x'"]);
    expect(heard).toBe(acts[0]);
  });

  it('acts when they have been answered, and the answer is lost', async () => {
    const { tripped } = proxy.arm({ pattern: /COMMIT\0/, moment: 'answered', action });
    const line = await open();
    line.socket.write('COMMIT\0');
    await tripped;
    await until(() => line.socket.destroyed);
    expect([acts, line.text]).toEqual([['COMMIT\0'], '']);
  });

  it('acts on what the server says', async () => {
    const { tripped } = proxy.arm({
      pattern: /re: a/,
      towards: 'client',
      moment: 'before',
      action,
    });
    const line = await open();
    line.socket.write('a');
    await tripped;
    await until(() => line.socket.destroyed);
    expect(line.text).toBe('');
  });

  it('sees one transaction at a time', async () => {
    proxy.arm({ pattern: /one[^]*COMMIT\0/, moment: 'before', action });
    const line = await open();
    for (const word of ['BEGIN\0', 'one', 'ROLLBACK\0', 'BEGIN\0', 'two', 'COMMIT\0']) {
      line.socket.write(word);
      await until(() => heard.endsWith(word));
    }
    expect(acts).toEqual([]);
  });

  it('lets pass what does not concern it, and trips once', async () => {
    const concerns = async (text: string) => text.includes('mine');
    proxy.arm({ pattern: /job/, moment: 'before', concerns, action });
    const line = await open();
    line.socket.write('job: yours');
    await until(() => heard === 'job: yours');
    line.socket.write('job: mine');
    await until(() => line.socket.destroyed);
    const again = await open();
    again.socket.write('job: mine');
    await until(() => again.text === 're: job: mine');
    expect(acts).toHaveLength(1);
  });
});

describe('a statement’s text', () => {
  const message = (type: string, ...texts: string[]) => {
    const body = Buffer.from(texts.map((text) => `${text}\0`).join(''));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length + 4);
    return Buffer.concat([Buffer.from(type), length, body]);
  };
  const startUp = message('', 'user', 'ada');

  /** What is read of these chunks, one after the other. */
  const readAll = (...chunks: Buffer[]) => {
    const reader = createTextReader();
    return chunks.map((chunk) => {
      reader.follow(chunk);
      return reader.text();
    });
  };

  it('is known again when only its name is sent', () => {
    const named = message('P', 's1', 'INSERT INTO inbox');
    const [bound, other] = [message('B', '', 's1', 'a value'), message('B', '', 's2')];
    const texts = readAll(startUp, named, message('S'), bound, other);
    expect(texts[3]).toMatch(/^INSERT INTO inbox\0.*a value/s);
    expect(texts[4]).not.toContain('INSERT');
  });

  it('is part of the transaction that begins in the same piece', () => {
    const named = message('P', 's1', 'INSERT INTO inbox');
    const together = Buffer.concat([message('Q', 'BEGIN'), message('B', '', 's1', 'a value')]);
    const texts = readAll(startUp, named, together);
    expect(texts[2]).toMatch(/BEGIN\0INSERT INTO inbox\0.*a value/s);
  });

  it('is put together from the pieces it comes in', () => {
    const named = message('P', 's1', 'INSERT INTO inbox');
    const bound = message('B', '', 's1');
    const first = Buffer.concat([startUp, named.subarray(0, 9)]);
    const texts = readAll(first, named.subarray(9), bound.subarray(0, 3), bound.subarray(3));
    expect(texts.at(-1)).toMatch(/^INSERT INTO inbox\0/);
  });

  it('of another protocol is what it is', () => {
    const ping = '*1\r\n$4\r\nping\r\n';
    expect(readAll(Buffer.from(ping), Buffer.from(ping))).toEqual([ping, ping]);
  });
});
