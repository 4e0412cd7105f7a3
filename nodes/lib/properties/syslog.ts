import { checked, choice, number, type Problem, type Property, reference, text } from './kinds';
import { FACILITIES, SEVERITIES } from './syslog-codes';

const PROTOCOLS = ['tls', 'tcp', 'relp', 'relp-tls'] as const;
const FRAMINGS = ['octet-counting', 'newline'] as const;

/** A name or an address; a URL or a port in it would only fail later, as a name that is not found. */
function hostProblem(host: string): Problem | undefined {
  if (host === '') return { key: 'hostMissing', values: {} };
  const right = /^[^\s/@[\]]+$/.test(host) && !/^[^:]+:\d+$/.test(host);
  return right ? undefined : { key: 'hostName', values: { value: host.slice(0, 60) } };
}

/** A field of the header: printable ASCII without spaces (RFC 5424, 6). */
export function headerField(value: string, longest: number): Property<string> {
  return checked(value, (given) =>
    given.length <= longest && /^[\x21-\x7e]*$/.test(given)
      ? undefined
      : { key: 'headerField', values: { value: given.slice(0, 60), max: longest } },
  );
}

export const syslogProperties = {
  name: text(),
  host: checked('', hostProblem),
  port: number({ value: 6514, min: 1, max: 65_535 }),
  protocol: choice('tls', PROTOCOLS),
  /** only read for `tls` and `tcp`: RELP frames by itself */
  framing: choice('octet-counting', FRAMINGS),
  tls: reference('tls-config', false),
  facility: choice('local0', FACILITIES),
  severity: choice('info', SEVERITIES),
  appName: headerField('mimecast', 48),
  /** empty: the name of this machine */
  hostname: headerField('', 255),
  /** octets a message, header included; rsyslog takes 200,000 a frame at most */
  maxBytes: number({ value: 65_536, min: 480, max: 200_000 }),
};
