/** RFC 5424: the common fields as structured data, and all fields as JSON in the message. */
import { SEVERITIES, type Severity } from '../../util/syslog/codes';
import { createHeaderFormatter } from '../../util/syslog/header';
import { type Event, eventTime, type Level } from '../event';
import { joinWithin } from './field-list';
import { flatten } from './flatten';
import type { Renderer, Settings } from './renderer';
import { stripControl, toJsonLine, truncate } from './sanitize';

const SEVERITY: Readonly<Record<Level, Severity>> = {
  unknown: 'notice',
  informational: 'info',
  low: 'notice',
  medium: 'warning',
  high: 'err',
  critical: 'crit',
};

/** Maximum length of a value in the structured data. The JSON in the message has the full value. */
const MAX_VALUE_LENGTH = 1024;

const PARAMETERS: readonly (readonly [name: string, read: (event: Event) => string | undefined])[] = [
  ['id', ({ origin }) => origin.id],
  ['log', ({ origin }) => origin.log],
  ['type', ({ origin }) => origin.type],
  ['account', ({ origin }) => origin.account],
  ['name', (event) => event.name],
  ['action', (event) => event.action],
  ['disposition', (event) => event.disposition],
  ['outcome', (event) => event.outcome],
  ['direction', (event) => event.direction],
  ['from', (event) => event.from],
  ['to', (event) => joinWithin(event.to, MAX_VALUE_LENGTH)],
  ['subject', (event) => event.subject],
  ['messageId', (event) => event.messageId],
  ['traceId', (event) => event.traceId],
  ['src', (event) => event.sourceIp],
  ['dst', (event) => event.destinationIp],
  ['actor', (event) => event.actor],
  ['user', (event) => event.user],
  ['policy', (event) => event.policy],
  ['malware', (event) => event.malware],
  ['url', (event) => event.urls[0]],
  ['sha256', ({ files: [file] }) => file?.sha256],
];

const escapeValue = (text: string): string =>
  stripControl(truncate(text, MAX_VALUE_LENGTH)).replace(/["\\\]]/g, '\\$&');

const parameter = (name: string, value: string): string => ` ${name}="${escapeValue(value)}"`;

/** The syslog severity of each level: from the options, otherwise from the table. */
function severities(settings: Settings): ReadonlyMap<Level, Severity> {
  const chosen = Object.entries(SEVERITY).map(([level, usual]): [string, Severity] => [
    level,
    SEVERITIES.find((severity) => severity === settings.severities[level]) ?? usual,
  ]);
  const byName = new Map(chosen);
  const levels: readonly Level[] = ['unknown', 'informational', 'low', 'medium', 'high', 'critical'];
  return new Map(levels.map((level) => [level, byName.get(level) ?? 'info']));
}

export function syslog(settings: Settings): Renderer {
  const { facility, host, appName, fields, enterpriseNumber } = settings;
  const levels = severities(settings);
  const headers = new Map(
    SEVERITIES.map((severity) => [
      severity,
      createHeaderFormatter({ facility, severity, hostname: host, appName, procId: '' }),
    ]),
  );
  const id = `mimecast@${enterpriseNumber}`;
  const names: ReadonlySet<string> = new Set(PARAMETERS.map(([name]) => name));
  const fixed = Object.entries(fields)
    .filter(([name]) => !names.has(name))
    .map(([name, value]) => parameter(name, value))
    .join('');
  return {
    kind: 'line',
    render(event) {
      const header = headers.get(levels.get(event.level) ?? 'info');
      // remove the "-" for "no structured data" at the end of the header, because structured data follows
      const start = header?.(eventTime(event), event.origin.type).slice(0, -'- '.length) ?? '';
      let data = '';
      for (const [name, read] of PARAMETERS) {
        const value = read(event);
        if (value !== undefined) data += parameter(name, value);
      }
      const all = flatten(event);
      if (settings.raw) all['raw'] = toJsonLine(event.record);
      return `${start}[${id}${data}${fixed}] ${toJsonLine(all)}`;
    },
  };
}
