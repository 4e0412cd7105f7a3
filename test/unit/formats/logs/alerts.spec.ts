/** One rule says what is an alert: severity, OCSF and ECS agree on every record. */
import assert from 'node:assert/strict';
import type { Event } from '../../../../nodes/lib/formats/event';
import { normalize } from '../../../../nodes/lib/formats/normalize';
import type { Sample } from '../samples';
import { COLLECTED, ID, objectOf } from '../support/format-sample';
import { ALL_RECORDS } from '../support/read-back';

const siem = (type: string, record: object): Sample => ({ log: 'siem', type, record: { type, ...record } });
const link = { url: 'http://bad.example/', recipients: 'ana@corp.example', sourceIp: '198.51.100.20' };

/** What misled one of the formats, and what is close to it. */
const MORE: readonly Sample[] = [
  ...['Block', 'Allow', 'Warn', 'Hold', undefined].flatMap((action) =>
    [undefined, 'malicious', 'Policy'].flatMap((blockReason) => [
      siem('url protect', { ...link, action, blockReason }),
      { log: 'ttp', type: 'url', record: { ...link, action, scanResult: blockReason } },
    ]),
  ),
  ...['Rej', 'Acc', 'Hld', undefined].flatMap((action) =>
    ['Eicar-Test-Signature', 'Clean', 'Listed in zen.rbl.example', undefined].flatMap((virusFound) =>
      ['receipt', 'process', 'av', 'attachment protect', 'spam', 'browser isolation'].map((type) =>
        siem(type, { action, virusFound, recipients: 'ana@corp.example', fileName: 'a.pdf' }),
      ),
    ),
  ),
  ...['malicious', 'suspicious', 'timeout', 'safe', undefined].map((result) => ({
    log: 'ttp',
    type: 'attachment',
    record: { result, actionTriggered: 'notification', fileName: 'a.pdf' },
  })),
  ...['red', 'amber', 'green', undefined].map((rag) => ({
    log: 'kri',
    type: 'slug',
    record: { slug: 'slug', rag, state: 'ok', value: 1 },
  })),
  ...['hold', 'none', 'notification', 'smart_folder'].map((action) => ({
    log: 'dlp',
    type: 'dlp',
    record: { action, policy: 'Cards', senderAddress: 'ana@corp.example' },
  })),
];

const RECORDS: readonly Sample[] = [...ALL_RECORDS.map(([, sample]) => sample), ...MORE];

interface Exception {
  readonly reason: string;
  readonly applies: (event: Event) => boolean;
}

/** Where the severity does not decide. */
const OF_SEVERITY: readonly Exception[] = [
  {
    reason: 'an assessment is a state of the tenant that every run reports again, and no event',
    applies: ({ kind }) => kind === 'compliance',
  },
  {
    reason: 'OCSF: the disposition Alert is one, whatever the severity',
    applies: ({ disposition }) => disposition === 'alerted',
  },
];

/** Where ECS has another kind. */
const OF_ECS: readonly Exception[] = [
  {
    reason: 'a matched content policy is an event of the mail flow, as in the integration of Elastic',
    applies: ({ kind }) => kind === 'leak',
  },
];

const eventOf = ({ log, type, record, marks }: Sample): Event =>
  normalize(record, { log, type, id: ID, account: 'CUSA00A000', collectedAt: COLLECTED, marks: marks ?? {} });
const isElevated = ({ level }: Event): boolean => ['medium', 'high', 'critical'].includes(level);
const isExcepted = (exceptions: readonly Exception[], event: Event): boolean =>
  exceptions.some(({ applies }) => applies(event));
const shown = ({ log, type, record }: Sample): string => `${log}/${type} ${JSON.stringify(record)}`;

describe('An alert', () => {
  for (const [level, given] of [
    ['as mapped', {}],
    ['of severity high by option', { levels: { receipt: 'high', 'url protect': 'high', av: 'high' } }],
    ['of severity low by option', { levels: { receipt: 'low', 'url protect': 'low', av: 'low' } }],
  ] as const)
    it(`is one in ECS if it is one in OCSF, ${level}`, () => {
      for (const sample of RECORDS) {
        const isAlert = objectOf(sample, { format: 'ocsf', given })['is_alert'] === true;
        const { event } = Object(objectOf(sample, { format: 'ecs', given }));
        if (isExcepted(OF_ECS, eventOf(sample))) assert.equal(event.kind, 'event', shown(sample));
        else assert.equal(event.kind === 'alert', isAlert, shown(sample));
      }
    });

  it('is one if its severity is elevated', () => {
    for (const sample of RECORDS) {
      const event = eventOf(sample);
      if (isExcepted(OF_SEVERITY, event)) continue;
      const isAlert = objectOf(sample, { format: 'ocsf' })['is_alert'] === true;
      assert.equal(isAlert, isElevated(event), `${event.level} ${shown(sample)}`);
    }
  });

  it('has no exception that is not needed', () => {
    const events = RECORDS.map(eventOf);
    for (const { reason, applies } of [...OF_SEVERITY, ...OF_ECS]) assert.ok(events.some(applies), reason);
  });

  it('is malware in any record of the mail flow, and is shown as malware', () => {
    for (const [type, action] of [
      ['receipt', 'Rej'],
      ['receipt', 'Acc'],
      ['process', 'Hld'],
      ['browser isolation', 'Block'],
    ] as const) {
      const { event } = Object(
        objectOf(siem(type, { action, virusFound: 'Eicar-Test-Signature', recipients: 'ana@corp.example' }), {
          format: 'ecs',
        }),
      );
      assert.deepEqual([event.kind, event.category], ['alert', ['email', 'malware']], type);
    }
  });
});
