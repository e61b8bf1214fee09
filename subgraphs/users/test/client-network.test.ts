import { describe, expect, it } from 'vitest';
import { networkOf, readClient } from '../src/client-network.js';

describe('the network of an address', () => {
  it('is the /24 of IPv4, also when it is wrapped in IPv6', () => {
    expect(networkOf('203.0.113.77')).toBe('203.0.113.0/24');
    expect(networkOf('::ffff:203.0.113.9')).toBe('203.0.113.0/24');
  });

  it('is the /64 of IPv6, however it is written', () => {
    const network = networkOf('2001:db8:0:1::5');
    expect(network).toBe('2001:db8:0:1::/64');
    expect(networkOf('2001:0DB8:0000:0001:ffff::1')).toBe(network);
    expect(networkOf('2001:db8:0:2::5')).not.toBe(network);
    expect(networkOf('::1')).toBe('0:0:0:0::/64');
  });

  it('is unknown for anything else', () => {
    for (const text of ['', 'localhost', '1.2.3', '1.2.3.4.5', '1:2:3'])
      expect(networkOf(text)).toBeNull();
  });
});

describe('the client of a request', () => {
  it('has a short device name and a hashed network', () => {
    const client = readClient({
      'x-client-user-agent': `Phone\t${'x'.repeat(200)}`,
      'x-client-ip': '203.0.113.77',
    });
    expect(client.device).toMatch(/^Phone x{94}$/);
    expect(client.network).toHaveLength(32);
  });

  it('may be unknown', () => {
    expect(readClient({})).toEqual({ device: 'Unknown device', network: null });
  });
});
