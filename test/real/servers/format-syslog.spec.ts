/** Attack strings of an email, through the format node and the syslog node to a real rsyslog and back. */
import assert from 'node:assert/strict';
import { isBlank } from '../../../nodes/lib/formats/parsers/scalar';
import { ATTACKS } from '../../unit/formats/support/malicious-inputs';
import { parseCef } from '../../unit/formats/wire-readers/cef';
import { parseLeef } from '../../unit/formats/wire-readers/leef';
import { parseSyslog } from '../../unit/formats/wire-readers/rfc5424';
import { onEachNodeRed } from '../harness/node-red/each-runtime';
import type { FlowNode, NodeRed } from '../harness/node-red/node-red';
import { Cleanup } from '../harness/process/cleanup';
import { sharedNodeRed } from '../harness/process/shared-instances';
import type { RsyslogInput } from '../harness/servers/rsyslog';
import { freshRsyslog, needRsyslog } from '../harness/servers/with-rsyslog';

/** The maximum length of a line differs; the property tests cover long texts. */
const SUBJECTS = ATTACKS.filter((one) => !isBlank(one) && one.length <= 1000 && !one.startsWith('=?'));
const NUMBERED = SUBJECTS.map((subject, number) => ({ number, subject }));

const inLine = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ').replace(/\p{Cs}/gu, '\ufffd');
const inCef = (text: string): string =>
  text
    .split(/([\r\n])/)
    .map((part) => (/^[\r\n]$/.test(part) ? part : inLine(part)))
    .join('');
const trimmed = (text: string): string => text.replace(/^ +| +$/g, '');

const withoutHeader = (line: string): string =>
  line.replace(/^<134>1 \S+ \S+ mimecast \S+ \S+ - (?:\ufeff)?(?=CEF|LEEF)/, '');

/** By format: the record's id and its subject as a strict parser finds them, and the expected values. */
const READ: Readonly<
  Record<string, (line: string) => { id: string | undefined; subject: string | undefined }>
> = {
  cef: (line) => {
    const { values } = parseCef(withoutHeader(line));
    return { id: values.get('externalId'), subject: values.get('msg') };
  },
  leef: (line) => {
    const { values } = parseLeef(withoutHeader(line));
    return { id: values.get('recordId'), subject: values.get('subject') };
  },
  syslog: (line) => {
    const { message } = parseSyslog(line);
    const { id, subject } = JSON.parse(message);
    return { id, subject };
  },
};
const EXPECTED: Readonly<Record<string, (subject: string) => string>> = {
  cef: (subject) => trimmed(inCef(subject)),
  leef: (subject) => trimmed(inLine(subject)),
  // half a pair has no UTF-8 form, and the format replaces it
  syslog: (subject) => subject.toWellFormed(),
};

const at = { z: 'tab', x: 100, y: 100 };

function flow(format: string, port: number, input: RsyslogInput): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'attacks' },
    {
      id: 'in',
      type: 'http in',
      ...at,
      url: `/attack/${format}/${input}`,
      method: 'post',
      wires: [['unpack']],
    },
    {
      id: 'unpack',
      type: 'function',
      ...at,
      func: 'const { records, mimecast } = msg.payload; return { ...msg, payload: records, mimecast };',
      outputs: 1,
      wires: [['format']],
    },
    { id: 'format', type: 'mimecast-format', ...at, name: '', format, options: '{}', wires: [['syslog']] },
    {
      id: 'syslog',
      type: 'mimecast-syslog',
      ...at,
      name: '',
      host: '127.0.0.1',
      port,
      protocol: input,
      framing: 'octet-counting',
      tls: '',
      facility: 'local0',
      severity: 'info',
      appName: 'mimecast',
      hostname: '',
      maxBytes: 8096,
      tooLong: 'split',
      wires: [['done']],
    },
    {
      id: 'done',
      type: 'function',
      ...at,
      func: "msg.payload = 'sent'; return msg;",
      outputs: 1,
      wires: [['out']],
    },
    { id: 'out', type: 'http response', ...at, statusCode: '', headers: {}, wires: [] },
  ];
}

onEachNodeRed('Attack strings through a real rsyslog', (getRuntime) => {
  const cleanup = new Cleanup();
  let nodeRed: NodeRed;
  before(async function () {
    needRsyslog(this);
    nodeRed = await sharedNodeRed(await getRuntime(), cleanup);
  });
  after(() => cleanup.close());

  for (const [format, read] of Object.entries(READ)) {
    for (const input of ['relp', 'tcp'] as const) {
      it(`${format} over ${input}: ${SUBJECTS.length} records are as many lines, with unchanged content`, async () => {
        const { server, port } = await freshRsyslog(cleanup, input, { keepTabs: format === 'leef' });
        await nodeRed.deploy(flow(format, port, input));
        const records = NUMBERED.map(({ subject }) => ({
          ...{ type: 'receipt', timestamp: 1_763_633_012_345, action: 'Acc', subject },
          ...{ senderEnvelope: 'bob@vendor.example', recipients: 'ana@corp.example' },
        }));
        const mimecast = { log: 'siem', type: 'receipt', ids: NUMBERED.map(({ number }) => `id-${number}`) };
        const init = {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ records, mimecast }),
        };
        // deployed is not yet started
        const response = await nodeRed.program.waitUntil('the flow to start', 20_000, async () => {
          const found = await nodeRed.fetch(`/attack/${format}/${input}`, init);
          return found.status === 404 ? undefined : found;
        });
        assert.equal(await response.text(), 'sent');
        const lines = await nodeRed.program.waitUntil('the lines', 20_000, async () => {
          const found = await server.received();
          return found.length >= records.length ? found : undefined;
        });
        assert.deepEqual(
          lines.map(read),
          NUMBERED.map(({ number, subject }) => ({
            id: `id-${number}`,
            subject: EXPECTED[format]?.(subject),
          })),
        );
      });
    }
  }
});
