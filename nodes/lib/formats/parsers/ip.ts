import { isIP } from 'node:net';

/** An IP address. Not accepted: brackets, a port, and a zone (`fe80::1%eth0`), which is valid on one host only. */
export function parseIp(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length < 2 || value.length > 47) return undefined;
  const trimmed = value.trim();
  return !trimmed.includes('%') && isIP(trimmed) > 0 ? trimmed : undefined;
}

const HOST =
  /^(?=.{1,253}$)[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?(?:\.[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?)*$/u;

/** A host or domain name. */
export function parseHost(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim().replace(/\.$/, '');
  return HOST.test(trimmed) ? trimmed : undefined;
}

/** The name of a domain: neither an address of the network nor of a person. */
export const parseDomain = (value: unknown): string | undefined =>
  parseIp(value) === undefined ? parseHost(value) : undefined;
