/** Addresses of receivers. */
import type { ValidationProblem } from '../property-types';
import { schemeProblem } from '../url-scheme';
import { isLoopback } from './base-url';

const invalid = (key: string): ValidationProblem => ({ key, values: {} });

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** `splunk.example.com:8088` is an address over https, and `https:/splunk.example.com` lacks a slash. */
export function completeReceiverUrl(text: string): string {
  if (text === '' || text.includes('://') || schemeProblem(text) !== undefined) return text;
  return /^https?:/i.test(text) ? text.replace(/:\/*/, '://') : `https://${text}`;
}

/** An http or https address. The problem never contains it: its query may hold a secret. */
export function receiverUrlProblem(text: string): ValidationProblem | undefined {
  if (text === '') return invalid('receiverUrlMissing');
  const badScheme = schemeProblem(text);
  if (badScheme !== undefined) return badScheme;
  const url = parseUrl(text);
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hash !== '') return invalid('receiverUrl');
  return url.username === '' && url.password === '' ? undefined : invalid('receiverUrlCredentials');
}

/** '' or an address where a secret is sent to: https, and http for this machine only. */
export function tokenUrlProblem(text: string): ValidationProblem | undefined {
  if (text === '') return undefined;
  const problem = receiverUrlProblem(text);
  if (problem !== undefined) return problem;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || isLoopback(hostname)
    ? undefined
    : { key: 'urlHttps', values: { host: hostname } };
}

/** A directory of Microsoft Entra: its id or one of its domains. */
export function tenantIdProblem(text: string): ValidationProblem | undefined {
  return text === '' || /^[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?$/i.test(text)
    ? undefined
    : { key: 'tenantId', values: { value: text.slice(0, 60) } };
}
