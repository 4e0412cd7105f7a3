import { FACILITIES, SEVERITIES } from '../../util/syslog/codes';
import { configNode, enumOf, number, text, validatedText } from '../property-types';
import { headerField } from '../values/header-field';
import { completeHostName, hostNameProblem } from '../values/host-name';

const PROTOCOLS = ['tls', 'tcp', 'relp', 'relp-tls'] as const;
const FRAMINGS = ['octet-counting', 'newline'] as const;
/** What happens to a message above `maxBytes`; `truncate` cuts it without a mark, as flows from before this choice do. */
const TOO_LONG = ['split', 'cut', 'refuse', 'truncate'] as const;
export type TooLong = (typeof TOO_LONG)[number];

export const syslogProperties = {
  name: text(),
  host: validatedText('', hostNameProblem, completeHostName),
  port: number({ value: 6514, min: 1, max: 65_535 }),
  protocol: enumOf('tls', PROTOCOLS),
  /** only used for `tls` and `tcp`, because RELP has its own framing */
  framing: enumOf('octet-counting', FRAMINGS),
  tls: configNode('tls-config', false),
  facility: enumOf('local0', FACILITIES),
  severity: enumOf('info', SEVERITIES),
  appName: headerField('mimecast', 48),
  /** empty: the name of this machine */
  hostname: headerField('', 255),
  /**
   * octets per message, header included. rsyslog keeps 8,096 by default, syslog-ng 65,536; rsyslog accepts frames
   * of up to 200,000.
   */
  maxBytes: number({ value: 8096, before: 65_536, min: 480, max: 200_000 }),
  tooLong: enumOf('split', TOO_LONG, 'truncate'),
};
