import type { ValidationProblem } from '../property-types';

/** `syslog://Logs.example/` and `[::1]` as a host: without scheme, slash at the end and brackets. */
export function completeHostName(text: string): string {
  return text
    .trim()
    .replace(/^([a-z][a-z0-9+.-]*:)?\/\//i, '')
    .replace(/\/+$/, '')
    .replace(/^\[([^\]]+)\]$/, '$1');
}

/** A host name or address. A path or a port is refused here, because it would later fail as an unknown host. */
export function hostNameProblem(host: string): ValidationProblem | undefined {
  if (host === '') return { key: 'hostMissing', values: {} };
  const valid = /^[^\s/@[\]]+$/.test(host) && !/^[^:]+:\d+$/.test(host);
  return valid ? undefined : { key: 'hostName', values: { value: host.slice(0, 60) } };
}

/** A name, or an address of which the one of version 6 is in brackets, as URLs have it. Without a port: all are meant. */
export const LINK_HOST = /^([a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63}){0,20}|\[[0-9a-f:.]{2,45}\])$/i;
