/** Which file reads which records. A new type is a line here. */
import { entities, mailflow, urlclick } from './cloud-integrated';
import { generic } from './generic';
import type { Log } from './log';
import { delivery, journal, process, receipt } from './siem-mail';
import {
  attachmentProtect,
  av,
  impersonationProtect,
  internalEmailProtect,
  spam,
  urlProtect,
} from './siem-threats';

/** By log and type, or by log alone. */
const LOGS: ReadonlyMap<string, Log> = new Map([
  ['siem/receipt', receipt],
  ['siem/process', process],
  ['siem/delivery', delivery],
  ['siem/journal', journal],
  ['siem/av', av],
  ['siem/spam', spam],
  ['siem/attachment protect', attachmentProtect],
  ['siem/impersonation protect', impersonationProtect],
  ['siem/internal email protect', internalEmailProtect],
  ['siem/url protect', urlProtect],
  ['siem/entities', entities],
  ['siem/mailflow', mailflow],
  ['siem/urlclick', urlclick],
]);

export function logOf(log: string, type: string): Log {
  return LOGS.get(`${log}/${type}`) ?? LOGS.get(log) ?? generic;
}

export { generic };
export const SIEM_TYPES: ReadonlySet<string> = new Set(
  [...LOGS.keys()].filter((key) => key.startsWith('siem/')).map((key) => key.slice('siem/'.length)),
);
