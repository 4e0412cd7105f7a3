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
