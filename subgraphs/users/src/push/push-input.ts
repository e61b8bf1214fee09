/**
 * What a device may say of where it is reached. Our worker will send requests there, so it has to be a push
 * service that the operator named, and not whatever address somebody would like us to call.
 */
import { z } from 'zod';

/** `hosts`: a name stands for itself and, after a dot, for all below it, such as `.push.apple.com`. */
export const pushInput = (hosts: readonly string[]) =>
  z.object({
    endpoint: z
      .string()
      .max(1_000, 'must have at most 1000 characters')
      .refine((text) => isPushService(text, hosts), 'is not of a push service that we know'),
    p256dh: bytes(65, 'must be a P-256 public key in base64url').refine(
      (text) => Buffer.from(text, 'base64url')[0] === 4,
      'must be an uncompressed P-256 public key',
    ),
    auth: bytes(16, 'must be 16 bytes in base64url'),
  });

const bytes = (length: number, message: string) =>
  z
    .string()
    .regex(/^[\w-]+=*$/, message)
    .refine((text) => Buffer.from(text, 'base64url').length === length, message)
    .transform((text) => text.replace(/=+$/, ''));

function isPushService(text: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, port } = new URL(text);
  if (username || password) return false;
  // With its port: a service in a test, on this machine.
  if (hosts.includes(`${protocol}//${hostname}:${port}`)) return true;
  if (protocol !== 'https:' || port) return false;
  return hosts.some((host) => (host.startsWith('.') ? hostname.endsWith(host) : hostname === host));
}
