/** The mapping of each log type. To add a type, add a line here. */
import type { LogMapping } from '../field-mapping';
import { cached } from '../text-cache';
import { audit } from './audit/mapping';
import { entities, mailflow, urlclick } from './cloud-integrated';
import { domains, groups, members, users } from './directory';
import { dlp } from './dlp';
import { finding } from './finding';
import { generic } from './generic';
import { held, rejections, releases, summary } from './held';
import { indicator } from './indicator';
import { delivery, journal, process, receipt } from './siem-mail';
import {
  attachmentProtect,
  av,
  impersonationProtect,
  internalEmailProtect,
  spam,
  urlProtect,
} from './siem-threats';
import { unknownSiem } from './siem-unknown';
import { ttpAttachment, ttpImpersonation, ttpUrl } from './ttp';

/** Keys are log and type, or log alone. */
const LOGS: ReadonlyMap<string, LogMapping> = new Map([
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
  ['siem', unknownSiem],
  ['audit', audit],
  ['dlp', dlp],
  ['held/held', held],
  ['held/releases', releases],
  ['held/rejections', rejections],
  ['held/summary', summary],
  ['ttp/url', ttpUrl],
  ['ttp/attachment', ttpAttachment],
  ['ttp/impersonation', ttpImpersonation],
  ['directory/users', users],
  ['directory/members', members],
  ['directory/groups', groups],
  ['directory/domains', domains],
  ['finding', finding],
  ['kri', indicator],
]);

/** A flow can set any log and type. */
const MAX_LOGS = 50;
const MAX_TYPES = 200;

const mappings = cached(MAX_LOGS, (log) =>
  cached(MAX_TYPES, (type) => LOGS.get(`${log}/${type}`) ?? LOGS.get(log) ?? generic),
);

export const mappingFor = (log: string, type: string): LogMapping => mappings(log)(type);

export { generic };
export const SIEM_TYPES: ReadonlySet<string> = new Set(
  [...LOGS.keys()].filter((key) => key.startsWith('siem/')).map((key) => key.slice('siem/'.length)),
);
