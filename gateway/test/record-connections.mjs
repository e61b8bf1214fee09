/**
 * Loaded into a process before all else: writes every host that the process looks up or connects to into
 * the file RECORD_FILE, and lets nothing out of this machine.
 */
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import net from 'node:net';

const isLocal = (host) => host === '127.0.0.1' || host === '::1' || host === 'localhost';
const record = (host) => appendFileSync(process.env.RECORD_FILE, `${host}\n`);
const refusal = (host) =>
  Object.assign(new Error(`no way out to ${host}`), { code: 'ECONNREFUSED' });

const connect = Reflect.get(net.Socket.prototype, 'connect');
net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof options === 'object' && options.path) return connect.apply(this, args);
  const target = typeof options === 'object' ? options : { port: args[0], host: args[1] };
  const host = target.host ?? 'localhost';
  record(`${host}:${target.port}`);
  if (isLocal(host)) return connect.apply(this, args);
  process.nextTick(() => this.destroy(refusal(host)));
  return this;
};

const { lookup } = dns;
dns.lookup = (host, ...rest) => {
  if (isLocal(host)) {
    lookup(host, ...rest);
    return;
  }
  record(host);
  process.nextTick(() => rest.at(-1)(refusal(host)));
};
