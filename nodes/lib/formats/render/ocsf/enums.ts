/** The enumerations of OCSF by our values: id and caption. They are the same in 1.8.0 and 1.9.0. */
import type { Direction, Disposition, Level, ThreatVerdict } from '../../event';

export type EnumValue = readonly [id: number, caption: string];

export const OTHER = 99;

export const SEVERITY: Readonly<Record<Level, EnumValue>> = {
  unknown: [0, 'Unknown'],
  informational: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};

/** Of a message. */
export const DIRECTION: Readonly<Record<Direction, EnumValue>> = {
  inbound: [1, 'Inbound'],
  outbound: [2, 'Outbound'],
  internal: [3, 'Internal'],
};
/** Of a connection, which the schema calls lateral inside an organisation. */
export const CONNECTION_DIRECTION: Readonly<Record<Direction, EnumValue>> = {
  inbound: [1, 'Inbound'],
  outbound: [2, 'Outbound'],
  internal: [3, 'Lateral'],
};

export const VERDICT: Readonly<Record<ThreatVerdict, EnumValue>> = {
  malicious: [2, 'True Positive'],
  suspicious: [4, 'Suspicious'],
  clean: [5, 'Benign'],
  unknown: [0, 'Unknown'],
};

const ALLOWED = [1, 'Allowed'] as const;
const DENIED = [2, 'Denied'] as const;
const OBSERVED = [3, 'Observed'] as const;
const MODIFIED = [4, 'Modified'] as const;

/** The security_control profile: action and disposition of each disposition. */
export const DISPOSITION: Readonly<
  Record<Disposition, readonly [action: EnumValue, disposition: EnumValue]>
> = {
  allowed: [ALLOWED, [1, 'Allowed']],
  blocked: [DENIED, [2, 'Blocked']],
  rejected: [DENIED, [25, 'Rejected']],
  quarantined: [DENIED, [3, 'Quarantined']],
  isolated: [OBSERVED, [4, 'Isolated']],
  deleted: [DENIED, [5, 'Deleted']],
  restored: [ALLOWED, [9, 'Restored']],
  delayed: [OBSERVED, [14, 'Delayed']],
  detected: [OBSERVED, [15, 'Detected']],
  ignored: [OBSERVED, [16, 'No Action']],
  alerted: [OBSERVED, [19, 'Alert']],
  tagged: [MODIFIED, [18, 'Tagged']],
  failed: [OBSERVED, [27, 'Error']],
};

/** By the word of the source in lower case; any other word stands beside 99. */
export const RISK_LEVEL: ReadonlyMap<string, EnumValue> = new Map<string, EnumValue>([
  ['info', [0, 'Info']],
  ['low', [1, 'Low']],
  ['medium', [2, 'Medium']],
  ['high', [3, 'High']],
  ['critical', [4, 'Critical']],
]);

type Row<T> = readonly [words: RegExp, value: T];

/** Methods of signing in that the schema has. */
export const AUTH_PROTOCOLS: readonly Row<EnumValue>[] = [
  [/\bsaml\b/i, [5, 'SAML']],
  [/\bo-?auth/i, [6, 'OAUTH 2.0']],
  [/\bopen ?id\b|\boidc\b/i, [4, 'OpenID']],
  [/\bkerberos\b/i, [2, 'Kerberos']],
  [/\bntlm\b/i, [1, 'NTLM']],
  [/\bldap\b/i, [12, 'LDAP']],
  [/\bradius\b/i, [10, 'RADIUS']],
  [/\bbasic\b/i, [11, 'Basic Authentication']],
];

/** Second factors that the schema has. */
export const AUTH_FACTORS: readonly Row<EnumValue>[] = [
  [/\bt?otp\b|\bauthenticator\b|\bone[- ]time\b/i, [7, 'OTP']],
  [/\bsms\b|\btext message\b/i, [1, 'SMS']],
  [/\be-?mail\b/i, [8, 'Email']],
  [/\bphone\b|\bvoice\b/i, [3, 'Phone Call']],
  [/\bpush\b/i, [5, 'Push Notification']],
  [/\bweb ?authn\b|\bfido ?2\b|\bpasskey\b/i, [10, 'WebAuthn']],
  [/\bu2f\b/i, [9, 'U2F']],
  [/\btoken\b/i, [6, 'Hardware Token']],
  [/\bbiometric/i, [4, 'Biometric']],
  [/\bquestion\b/i, [2, 'Security Question']],
  [/\bpassword\b/i, [11, 'Password']],
];

export const rowOf = (rows: readonly Row<EnumValue>[], text: string): EnumValue | undefined =>
  rows.find(([words]) => words.test(text))?.[1];
