import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { isPartOfSplit, readBatchRef } from '../../../nodes/lib/collector/delivery/ack-message';
import { createFormatter, runSync } from '../../../nodes/lib/formats/format';
import { judgeMessage } from '../../../nodes/lib/runtime/flow/judge-message';
import { FileSink } from '../../../nodes/lib/sinks/file/file-sink';
import { encodePayload } from '../../../nodes/lib/sinks/http/encode/items';
import { createEncoder } from '../../../nodes/lib/sinks/syslog/encode';
import { optionsOf } from '../../unit/formats/support/format-sample';
import { Folder } from '../../unit/sinks/file/folder';
import { KriHarness, RELEASED } from '../support/kri-harness';
import { usePolicyCheck } from '../support/policy-harness';
import { listenerNodes, SiemHarness, tab } from '../support/siem-harness';
import { missingPaths, unknownPaths } from './help-shapes';
import { blocksOf, helpOf, messagesOf } from './help-text';

import request = require('../../../nodes/request/mimecast-request');

describe('The help examples match what happens in', () => {
  const folder = new Folder();

  it('mimecast-file: the message becomes two lines in the named file', async () => {
    const help = helpOf('mimecast-file');
    const [, path = ''] = /With the path `([^`]+)`/.exec(help) ?? [];
    const [, named = ''] = /appended to `([^`]+)`/.exec(help) ?? [];
    const sink = new FileSink({ path, rotate: { by: 'none' }, sync: 'batch', gzip: false }, folder.path);
    const [message] = messagesOf(help);
    const written = await sink.write({ ...message });
    await sink.close();
    const today = new Date().toISOString().slice(0, 10);
    assert.equal(written.path, folder.to(...named.replace(/\d{4}-\d\d-\d\d/, today).split('/')));
    const lines = (await readFile(written.path, 'utf8')).split('\n');
    assert.equal(lines.length, 3);
    assert.deepEqual(Object.keys(JSON.parse(lines[1] ?? '')), ['type', 'senderEnvelope', 'action']);
  });

  it('mimecast-syslog: the server receives the line in the example', () => {
    const help = helpOf('mimecast-syslog');
    const [message] = messagesOf(help);
    const line = blocksOf(help).find((block) => block.startsWith('<134>'));
    const encode = createEncoder({
      ...{ facility: 'local0', severity: 'info', appName: 'mimecast' },
      ...{ hostname: 'node-red-1', procId: '4711', maxBytes: 65_536, tooLong: 'split' },
    });
    const { messages } = encode(message?.payload, { type: 'receipt' }, Date.now());
    assert.deepEqual(
      messages.map((one) => `${one.toString('utf8')}\n`),
      [line],
    );
  });

  it('mimecast-http: Splunk gets the event in the example', () => {
    const help = helpOf('mimecast-http');
    const [message] = messagesOf(help);
    const event = blocksOf(help).find((block) => block.startsWith('{"time"'));
    const mimecast = Object.assign({ log: '', type: '', ids: [] }, message?.['mimecast']);
    const { items } = encodePayload('hec', message?.payload, mimecast);
    assert.deepEqual(
      items.map((item) => `${item}\n`),
      [event],
    );
  });

  it('mimecast-format: the first message is formatted into the second', () => {
    const [before, after] = messagesOf(helpOf('mimecast-format'));
    assert.ok(before !== undefined && after !== undefined);
    const format = createFormatter({ format: 'cef', options: optionsOf({}), pseudonymKey: '' });
    assert.deepEqual({ ...before, payload: runSync(format(before)).payload }, after);
  });

  it('mimecast-ack: the message has a batch mark, and is acknowledged', () => {
    const [message] = messagesOf(helpOf('mimecast-ack'));
    const mark = readBatchRef(message);
    assert.ok(message !== undefined && mark !== undefined);
    assert.equal(isPartOfSplit(message, mark), false);
    const settings = { profile: 'auto', settles: 'message' } as const;
    assert.equal(judgeMessage(message, settings, mark).kind, 'acknowledge');
  });

  it('mimecast-request: the response has the form of the example', async () => {
    const help = helpOf('mimecast-request');
    const [, method = '', path = ''] = /^`([A-Z]+) (\/\S+)`, as it comes out:$/m.exec(help) ?? [];
    const [shown] = messagesOf(help);
    assert.ok(shown !== undefined);
    const harness = await SiemHarness.start();
    try {
      const node = {
        id: 'request',
        type: 'mimecast-request',
        z: 'tab',
        x: 1,
        y: 1,
        account: 'account',
        method,
        path,
      };
      const flow = [tab, harness.account(), { ...node, wires: [['records']] }, ...listenerNodes(['request'])];
      await harness.load(flow, undefined, {}, [request]);
      await harness.poll('request');
      const omitted = new Set(['_msgid', 'question']);
      const responses = harness.messages.map((response) =>
        Object.fromEntries(Object.entries(response).filter(([name]) => !omitted.has(name))),
      );
      assert.deepEqual([unknownPaths(shown, responses), missingPaths(shown, responses)], [[], []]);
    } finally {
      await harness.stop();
    }
  });

  describe('mimecast-policy-check:', () => {
    const check = usePolicyCheck();

    it('policies have the form of the example', async () => {
      await check.load({ output: 'policies', checks: 'greylisting' });
      const { harness } = check;
      await harness.poll('policy');
      const [, , example] = messagesOf(helpOf('mimecast-policy-check'));
      assert.ok(example !== undefined);
      assert.equal(example.topic, harness.messages[0]?.topic);
      // A first run has no change, and the example leaves out most of the configuration.
      const later = /\b(members|since)\b/;
      assert.deepEqual(
        unknownPaths(example, harness.messages).filter((path) => !later.test(path)),
        [],
      );
      const omitted = /configuration|_msgid/;
      assert.deepEqual(
        missingPaths(example, harness.messages).filter((path) => !omitted.test(path)),
        [],
      );
    });

    it('findings and run summary have the form of the example', async () => {
      await check.load();
      const { harness } = check;
      await harness.poll('policy');
      const summaries = harness.reports.map((payload) => ({ topic: 'mimecast/report', payload }));
      compareEach('mimecast-policy-check', harness.messages, summaries);
    });
  });

  it('mimecast-kri: indicators and run summary have the form of the example', async () => {
    const harness = await KriHarness.start();
    try {
      await harness.load({ indicators: RELEASED });
      await harness.send();
      const summaries = harness.summaries.map((payload) => ({ topic: 'mimecast/report', payload }));
      compareEach('mimecast-kri', harness.records, summaries);
    } finally {
      await harness.stop();
    }
  });

  /** Members that exist only after a change (`drift`, `previous`) are null in a first run: they are not compared. */
  function compareEach(node: string, firsts: readonly object[], seconds: readonly object[]): void {
    const [first, second] = messagesOf(helpOf(node));
    assert.ok(first !== undefined && second !== undefined);
    const same = firsts.filter((one) => Reflect.get(one, 'topic') === first.topic);
    assert.ok(same.length > 0 && seconds.length > 0);
    const later = /^payload\.(drift|previous|delta|previousStatus)\b/;
    assert.deepEqual(
      unknownPaths(first, same).filter((path) => !later.test(path)),
      [],
    );
    assert.deepEqual(
      missingPaths(first, same).filter((name) => name !== '_msgid'),
      [],
    );
    assert.deepEqual([unknownPaths(second, seconds), missingPaths(second, seconds)], [[], []]);
  }
});
