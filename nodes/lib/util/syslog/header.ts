/** Builds and recognises the header of RFC 5424. Pure. */
import { isoTime } from '../time';
import { FACILITIES, type Facility, SEVERITIES, type Severity } from './codes';

export interface HeaderSettings {
  readonly facility: Facility;
  readonly severity: Severity;
  /** empty: `-` */
  readonly hostname: string;
  readonly appName: string;
  readonly procId: string;
}

/** Maximum length of each field (RFC 5424, 6). */
const MAX_LENGTH = { hostname: 255, appName: 48, procId: 128, msgId: 32 } as const;
const NIL = '-';
/** A TIMESTAMP has four digits for the year. */
const MAX_TIMESTAMP_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** PRI from 0 to 191 without leading zeros, followed by a character that is not a control character. */
const HEADER = /^<(?:\d|[1-9]\d|1[0-8]\d|19[01])>[^\p{Cc}]/u;

/** Numerical PRI, 0 to 191. */
export function priority(facility: Facility, severity: Severity): number {
  return FACILITIES.indexOf(facility) * 8 + SEVERITIES.indexOf(severity);
}

/** Whether a text starts with a header of RFC 5424 or RFC 3164; both start with `<PRI>`. */
export function hasHeader(text: string): boolean {
  return text.startsWith('<') && HEADER.test(text);
}

/** A valid header field: `-` when empty and for each invalid character. */
export function sanitizeField(value: string, maxLength: number): string {
  const printable = value.replace(/[^\x21-\x7e]+/g, '-').slice(0, maxLength);
  return printable === '' ? NIL : printable;
}

/** `2025-11-20T10:03:32.345Z`. */
function timestamp(epochMs: number): string {
  return epochMs >= 0 && epochMs <= MAX_TIMESTAMP_MS ? isoTime(epochMs) : NIL;
}

/**
 * Creates headers for one node; the constant parts are built once.
 * @returns `<PRI>1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID - `, followed by the message; time in epoch ms
 */
export function createHeaderFormatter(settings: HeaderSettings): (time: number, msgId: string) => string {
  const { facility, severity, hostname, appName, procId } = settings;
  const prefix = `<${priority(facility, severity)}>1 `;
  const sender = [
    sanitizeField(hostname, MAX_LENGTH.hostname),
    sanitizeField(appName, MAX_LENGTH.appName),
    sanitizeField(procId, MAX_LENGTH.procId),
  ].join(' ');
  return (time, msgId) =>
    `${prefix}${timestamp(time)} ${sender} ${sanitizeField(msgId, MAX_LENGTH.msgId)} - `;
}
