/** Who sent a request, from the headers that the gateway sets. Believed only beside a signed identity. */
import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Client } from './commands/environment.js';
import { hashText } from './secret-tokens.js';

export const clientIpHeader = 'x-client-ip';
export const clientUserAgentHeader = 'x-client-user-agent';
const longestDevice = 100;

export function readClient(headers: FastifyRequest['headers']): Client {
  const network = networkOf(firstOf(headers[clientIpHeader]).trim());
  return {
    device: toDevice(firstOf(headers[clientUserAgentHeader])),
    network: network ? hashText(network) : null,
  };
}

/** The /24 of an IPv4 address, the /64 of an IPv6 address; null for anything else. */
export function networkOf(ip: string): string | null {
  const address = ip.replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const version = isIP(mapped ?? address);
  if (version === 4) return `${(mapped ?? address).split('.').slice(0, 3).join('.')}.0/24`;
  if (version === 6) return `${expandIpv6(address).slice(0, 4).join(':')}::/64`;
  return null;
}

/** The eight groups, in lower case and without leading zeros. */
function expandIpv6(address: string): string[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const before = head ? head.split(':') : [];
  const after = tail ? tail.split(':') : [];
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
}

const toDevice = (userAgent: string): string =>
  Array.from(userAgent.replace(/[\p{Cc}\p{Cs}]/gu, ' ').trim())
    .slice(0, longestDevice)
    .join('') || 'Unknown device';

const firstOf = (header: string | string[] | undefined): string =>
  (Array.isArray(header) ? header[0] : header) ?? '';
