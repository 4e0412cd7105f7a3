/** The output of each example within a minute of the deploy: one line per example. */
import { z } from 'zod';
import type { SyslogKind } from '../harness/servers/syslog-double';

export interface ExpectedOutput {
  /** a file or folder in the user directory; or the output of a node; or the input of a syslog server */
  readonly at:
    | { readonly file: string }
    | { readonly node: string; readonly output: number }
    | { readonly syslog: SyslogKind };
  readonly atLeast: number;
  /** each record, as JSON */
  readonly like?: z.ZodType;
  /** each record, as text */
  readonly matches?: RegExp;
  /** inject nodes to trigger, by id */
  readonly pressInject?: readonly string[];
}

type What = Pick<ExpectedOutput, 'like' | 'matches'>;

const file = (
  name: string,
  atLeast: number,
  like: z.ZodType,
  press: readonly string[] = [],
): ExpectedOutput => ({
  at: { file: name },
  atLeast,
  like,
  pressInject: press,
});
const output = (
  node: string,
  index: number,
  atLeast: number,
  like: z.ZodType,
  press: readonly string[] = [],
): ExpectedOutput => ({
  at: { node, output: index },
  atLeast,
  like,
  pressInject: press,
});
const syslog = (kind: SyslogKind, atLeast: number, what: What): ExpectedOutput => ({
  at: { syslog: kind },
  atLeast,
  ...what,
});

const some = z.string().min(1);
const siem = z.looseObject({ aggregateId: some, type: some });
const inbound = siem.extend({ direction: z.string().regex(/^inbound$/i) });
const audit = z.looseObject({ auditType: some, eventTime: some });
const dlp = z.looseObject({ policy: some, action: some });
const ttp = z.looseObject({ subject: z.string() });
const held = z.looseObject({ subject: z.string() });
const directory = z.union([
  z.looseObject({ emailAddress: some }),
  z.looseObject({ domain: some }),
  z.looseObject({ path: some }),
]);
const record = z.looseObject({});
const alert = z.looseObject({
  alert: z.literal('released although spam'),
  text: z.string().regex(/spam score ([5-9]\d)$/),
  to: z.array(some),
});
const postSchema = z.looseObject({
  text: z.string().regex(/^Mimecast: \d+ (link|attachment|impersonation)s?\n• /),
});
const messageSchema = z.looseObject({
  id: some,
  received: record,
  processed: record,
  delivered: z.looseObject({ ok: z.boolean() }),
  seconds: z.number(),
});
const health = z.looseObject({ kind: z.enum(['healthy', 'unhealthy', 'hint', 'ledger']) });
const hec = z.string().regex(/^\{"time":\d+.*"event":\{"aggregateId"/);
const bulk = z.string().regex(/^\{"create":\{"_id":"[^"]+"\}\}\n\{.*@timestamp/);
const document = z.looseObject({ '@timestamp': z.iso.datetime(), mimecast: record });
const ocsf = z.looseObject({ class_uid: z.number(), class_name: some });
const kri = z.looseObject({ slug: some, measured: z.boolean() });
const finding = z.looseObject({ kind: z.string().optional() });

const page = z.string().regex(/^<!DOCTYPE html>/);

const row = z.object({
  TimeGenerated: z.iso.datetime(),
  Log: z.literal('siem'),
  EventType: some,
  EventId: some,
  Event: siem,
});

const letter = z.object({
  record: siem,
  topic: some,
  mimecast: z.looseObject({ log: z.literal('siem'), type: some, id: some }),
  refused: z.object({ at: z.iso.datetime(), code: z.literal('HTTP_REFUSED'), reason: some, answer: some }),
});
const mark = z.union([z.object({ again: z.iso.datetime() }), z.object({ done: z.number(), at: some })]);

export const RECORDS: Readonly<Record<string, readonly ExpectedOutput[]>> = {
  '01': [file('mimecast-siem-events.ndjson', 500, siem)],
  '02': [syslog('relp', 500, { matches: /^<134>1 \S+Z \S+ mimecast \d+ \S+ - \{/ })],
  '03': [syslog('tls', 500, { matches: /^<134>1 \S+Z \S+ mimecast \d+ \S+ - \{/ })],
  '04': [output('5e1e0000c0a00432', 1, 20, z.array(z.looseObject({ aggregateId: some })).min(1))],
  '05': [output('5e1e0000c0a00532', 1, 20, z.array(document).min(1))],
  '06': [file('mimecast-inbound.ndjson', 200, inbound)],
  '07': [file('mimecast-events/siem', 500, siem), file('mimecast-events/archive', 500, siem)],
  '08': [file('mimecast-audit.ndjson', 50, audit)],
  '09': [file('mimecast-dlp.ndjson', 20, dlp)],
  '10': [file('mimecast-ttp.ndjson', 100, ttp)],
  '11': [file('mimecast-held.ndjson', 50, held)],
  '12': [file('mimecast-directory.ndjson', 60, directory)],
  '13': ['siem', 'audit', 'dlp', 'ttp', 'held', 'directory'].map((log) =>
    file(`mimecast-events/${log}`, 20, record),
  ),
  '14': [file('mimecast-tenants/one', 500, siem), file('mimecast-tenants/two', 500, siem)],
  '15': [file('mimecast-events/siem', 500, siem), file('mimecast-backfill', 500, siem, ['5e1e0000c0a01503'])],
  '16': [file('mimecast-alerts.ndjson', 5, alert)],
  '17': [output('5e1e0000c0a01732', 1, 3, postSchema)],
  '18': [file('mimecast-journeys.ndjson', 500, messageSchema)],
  '19': [file('mimecast-health.ndjson', 1, health), file('mimecast-events/siem', 500, siem)],
  '20': [
    output('5e1e0000d0a00004', 0, 1, z.array(z.looseObject({ domain: some })).min(1), ['5e1e0000d0a00003']),
  ],
  '21': [syslog('relp', 500, { matches: /^<134>1 .* CEF:0\|Mimecast\|/ })],
  '22': [file('mimecast-ocsf', 500, ocsf)],
  '23': [output('5e1e0000c0a02332', 1, 20, hec)],
  '24': [output('5e1e0000c0a02432', 1, 20, bulk)],
  '25': [file('mimecast-dead-letters.ndjson', 5, z.union([letter, mark]))],
  '26': [output('5e1e0000c0a02632', 1, 20, z.array(row).min(1))],
  '30': [file('mimecast-kri.ndjson', 8, kri)],
  '31': [output('5e1e0000d2b00005', 0, 8, z.array(record))],
  '40': [syslog('tls', 10, { matches: /"class_uid":2003/ })],
  '41': [output('5e1e0000d0a04104', 0, 1, z.string().regex(/^Run of /), ['5e1e0000d0a04105'])],
  '42': [output('5e1e0000d0a04207', 1, 1, finding)],
  '43': [output('5e1e0000d0a04303', 0, 8, kri), output('5e1e0000d0a04306', 0, 1, page, ['5e1e0000d0a04305'])],
  '44': [output('5e1e0000d0a04403', 0, 8, kri), output('5e1e0000d0a04404', 1, 1, finding)],
  '45': [output('5e1e0000d0a04503', 0, 8, kri), output('5e1e0000d0a04506', 0, 1, page, ['5e1e0000d0a04505'])],
  '50': [file('mimecast-cluster-events.ndjson', 500, siem)],
};

/** The requirements of an example, in the first words of its first comment; all others run without changes. */
export const NEEDS: Readonly<Record<string, RegExp>> = {
  '02': /^Needs a syslog server with RELP\b/,
  '03': /^Needs a syslog server with TLS\b/,
  '21': /^Needs a syslog server with RELP\b/,
  '31': /^Needs @flowfuse\/node-red-dashboard\b/,
  '40': /^Needs a syslog server with TLS\b/,
  '43': /^Needs node-red-node-email\b/,
  '50': /^Needs Redis\b/,
};
