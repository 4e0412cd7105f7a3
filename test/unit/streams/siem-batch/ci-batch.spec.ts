import assert from 'node:assert/strict';
import { CI_TYPES } from '../../../../nodes/lib/properties/values/siem-types';
import { createSiemBatchStream } from '../../../../nodes/lib/streams/siem-batch/stream';
import { ScriptedClient } from '../../../doubles/scripted-client';
import { poll } from '../window/poll';

describe('ci batch feed', () => {
  it('reads its three types, and passes arrays on unchanged', async () => {
    const line = JSON.stringify({
      type: 'entities',
      recipients: ['ana@corp.example'],
      tags: null,
      policiesApplied: [{ action: 'NONE' }],
    });
    for (const type of CI_TYPES) {
      const client = new ScriptedClient({
        list: () => ({ files: ['/ci/a'], next: 'c1', caughtUp: true }),
        body: () => line,
      });
      const { records } = await poll(createSiemBatchStream('ci', type), client);
      assert.deepEqual(
        records.map(({ value, text }) => ({ value, text })),
        [{ value: JSON.parse(line), text: line }],
      );
      assert.equal(client.queries[0]?.['type'], type);
    }
  });
});
