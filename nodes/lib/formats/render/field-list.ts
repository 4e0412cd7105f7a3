/** The fields of a line format: keys, order and values, without the escaping. */
import type { Event } from '../event';

export type FieldValue = string | number | undefined;

export interface LineField {
  readonly key: string;
  /** maximum length in UTF-16 units; 0: no limit */
  readonly max: number;
  readonly read: (event: Event) => FieldValue;
  /** label of a custom field */
  readonly label?: string;
}

/** Joins as many whole entries as fit; a truncated address would be another address. */
export function joinWithin(entries: readonly string[], max: number, separator = ','): string | undefined {
  const [first, ...others] = entries;
  if (first === undefined) return undefined;
  let text = first;
  for (const entry of others) {
    if (text.length + separator.length + entry.length > max) break;
    text += separator + entry;
  }
  return text;
}

export const isIpv4 = (ip: string | undefined): boolean => ip?.includes('.') === true && !ip.includes(':');
export const onlyIpv4 = (ip: string | undefined): string | undefined => (isIpv4(ip) ? ip : undefined);
export const onlyIpv6 = (ip: string | undefined): string | undefined => (isIpv4(ip) ? undefined : ip);

/** `spf:pass; dkim:none; dmarc:pass` */
export function authenticationText({ spf, dkim, dmarc }: Event): string | undefined {
  const parts = [
    spf === undefined ? '' : `spf:${spf}`,
    dkim === undefined ? '' : `dkim:${dkim}`,
    dmarc === undefined ? '' : `dmarc:${dmarc}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? undefined : parts.join('; ');
}

export const hashOf = ({ files: [file] }: Event): string | undefined =>
  file?.sha256 ?? file?.sha1 ?? file?.md5;
