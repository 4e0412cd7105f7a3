import assert from 'node:assert/strict';
import { waitUntil } from '../../doubles/wait-until';
import { helper } from '../support/account-helper';
import { RECORDS, SiemHarness, siemNode } from '../support/siem-harness';

describe('A command message to the SIEM node', () => {
  let harness: SiemHarness;

  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    harness = await SiemHarness.start();
    await harness.load();
    await harness.poll();
  });
  afterEach(() => harness.stop());

  const act = (message: Readonly<Record<string, unknown>>): Promise<void> => harness.poll('siem', message);
  const lastText = (): string | undefined => harness.statuses.at(-1)?.text;

  it('replays a range, and marks its messages with the range', async () => {
    await act({ action: 'replay', start: '-24h', end: 'now' });
    const marked = harness.records.filter(({ mimecast }) => mimecast['replay'] !== undefined);
    assert.equal(marked.flatMap(({ payload }) => String(payload).split('\n')).length, RECORDS);
    assert.equal(harness.lines.length, 2 * RECORDS);
    assert.deepEqual(harness.errors, []);
  });

  it('rewinds, and reads again with the same poll', async () => {
    await act({ action: 'rewind', start: '-24h' });
    await waitUntil(() => harness.lines.length === 2 * RECORDS, 'the records again');
    assert.equal(harness.kinds('rewind').length, 1);
  });

  it('pauses polling across a deploy; a poll then fails with an error that names the remedy', async () => {
    await act({ action: 'pause' });
    await waitUntil(() => lastText() === 'paused', 'the status paused');
    await harness.deploy(harness.flow(siemNode({ name: 'changed' })), 'nodes');
    await act({});
    assert.deepEqual(
      harness.errors.map(({ code, message, source }) => [code, message, source.id]),
      [
        [
          'MIMECAST_CONFIG',
          'MimecastError: custom: polling is paused: send a message with the action resume first',
          'siem',
        ],
      ],
    );
    await act({ action: 'resume' });
    await act({});
    assert.equal(harness.errors.length, 1);
  });

  it('fails without any effect when the range is invalid', async () => {
    await act({ action: 'replay', start: 'now', end: '-1h' });
    assert.deepEqual(
      harness.errors.map(({ message }) => message),
      ['MimecastError: custom: start has to be before end'],
    );
    assert.equal(harness.lines.length, RECORDS);
  });
});
