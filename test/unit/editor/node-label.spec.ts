import assert from 'node:assert/strict';
import {
  addressLabel,
  fileLabel,
  requestLabel,
  scheduleLabel,
  sourceLabel,
  typesLabel,
} from '../../../nodes/editor/labels/node-label';
import { short } from '../../../nodes/locales/en-US/shared.json';

const sentences: Readonly<Record<string, string>> = short;
const translate = (key: string): string => sentences[key.replace('short.', '')] ?? key;

describe('The label of an unnamed source', () => {
  it('shows the types and the interval', () => {
    const schedule = { every: '5', everyUnit: 'minutes' };
    const types = typesLabel('receipt,delivery', translate);
    assert.equal(sourceLabel('SIEM', [types], schedule, translate), 'SIEM · receipt, +1 · 5 min');
  });

  it('says that all types are read', () => {
    const schedule = { every: '1', everyUnit: 'hours' };
    assert.equal(
      sourceLabel('SIEM', [typesLabel('', translate)], schedule, translate),
      'SIEM · all types · 1 h',
    );
  });

  it('omits an empty selection', () => {
    const schedule = { every: '15', everyUnit: 'minutes' };
    assert.equal(sourceLabel('DLP', ['', ''], schedule, translate), 'DLP · 15 min');
    assert.equal(
      sourceLabel('DLP', ['outbound', 'hold'], schedule, translate),
      'DLP · outbound, hold · 15 min',
    );
  });

  it('lists as many words as fit, and counts the others', () => {
    const schedule = { every: '5', everyUnit: 'minutes' };
    const label = (types: string): string => sourceLabel('SIEM', [types], schedule, translate);
    assert.equal(label('av,spam,dlp'), 'SIEM · av, spam, dlp · 5 min');
    assert.equal(label('receipt,process,av,spam'), 'SIEM · receipt, +3 · 5 min');
    assert.equal(label('impersonation protect,av'), 'SIEM · impersonat…, +1 · 5 min');
    assert.equal(label('impersonation protect'), 'SIEM · impersonation… · 5 min');
  });

  it('shows the time of day, where there is one', () => {
    assert.equal(scheduleLabel({ every: '24', everyUnit: 'hours', at: '06:30' }, translate), '24 h · 06:30');
    assert.equal(scheduleLabel({ every: '24', everyUnit: 'hours', at: '' }, translate), '24 h');
  });

  it('says that only a message starts a poll', () => {
    assert.equal(scheduleLabel({ every: '0', everyUnit: 'minutes' }, translate), 'on message');
  });

  it('shows variables by name', () => {
    assert.equal(scheduleLabel({ every: '${EVERY}', everyUnit: '${UNIT}' }, translate), '${EVERY} ${UNIT}');
  });
});

describe('The label of another node', () => {
  for (const [path, label] of [
    ['mimecast-events/{log}/{type}-{yyyy-MM-dd}.ndjson', '{type}.ndjson'],
    ['C:\\logs\\mail.ndjson', 'mail.ndjson'],
    ['/var/log/mimecast/', 'mimecast'],
    ['${EVENTS_PATH}', '${EVENTS_PATH}'],
    ['a/{account}-{log}-{type}-{yyyy-MM-dd}.ndjson', '{account}-{log}-{type}.…'],
    ['', ''],
  ] as const) {
    it(`is the name of the file: ${path} -> ${label}`, () => assert.equal(fileLabel(path), label));
  }

  for (const [method, path, label] of [
    ['POST', '/api/ttp/url/get-logs', 'POST /api/ttp/url/get-logs'],
    ['POST', '/api/gateway/get-hold-message-list', 'POST …/get-hold-message-list'],
    ['GET', '/api/v2/gateway/policies/anti-spoofing', 'GET …/policies/anti-spoofing'],
    ['GET', `/${'x'.repeat(60)}`, `GET …/${'x'.repeat(23)}…`],
    ['${METHOD_OF_IT}', '${PATH_THAT_IS_LONG_ENOUGH}', '${METHO… ${PATH_THAT_IS_LONG_…'],
  ] as const) {
    it(`is the end of the path: ${method} ${path} -> ${label}`, () =>
      assert.equal(requestLabel(method, path), label));
  }

  for (const [protocol, host, port, label] of [
    ['tls', 'logs.example', '6514', 'tls · logs.example:6514'],
    ['relp-tls', 'collector.security.example.com', '20514', 'relp-tls · collector.se…:20514'],
    ['${SYSLOG_PROTOCOL}', '${SYSLOG_HOST}', '${SYSLOG_PORT}', '${SYSLOG… · ${SYSLOG…:${SYSLO…'],
  ] as const) {
    it(`is host and port: ${label}`, () => assert.equal(addressLabel(protocol, host, port), label));
  }
});
