import assert from 'node:assert/strict';
import { withCleanNotices } from '../../../../nodes/lib/collector/poll/clean-notices';
import type { Notice, Page } from '../../../../nodes/lib/contracts/stream';
import { createRedactor } from '../../../../nodes/lib/util/redaction/redactor';
import { ScriptedClient } from '../../../doubles/scripted-client';

const SECRET = 'secret/of the account';
const HOSTILE = `/a/${encodeURIComponent(SECRET)}\u001b[31m\r\n${'x'.repeat(100_000)}`;

function cleaned(notice: Notice): Notice | undefined {
  const { redact } = createRedactor([SECRET]);
  const client = Object.assign(new ScriptedClient({ list: () => ({}), body: () => '' }), { redact });
  const page: Page = { records: [], next: { version: 1 }, notices: [notice], bytes: 0 };
  return withCleanNotices(page, client).notices[0];
}

describe('The notices of a stream', () => {
  const at = { from: 'f', to: 't', recoverable: false } as const;
  const notices: readonly Notice[] = [
    { kind: 'gap', ...at, reason: HOSTILE },
    { kind: 'rewind', from: 'f', reason: HOSTILE },
    { kind: 'quarantine', file: HOSTILE, count: 1, samples: [{ line: 1, text: HOSTILE }] },
  ];
  for (const notice of notices)
    it(`of the kind ${notice.kind} have no secrets and no control characters, and are short`, () => {
      const shown = JSON.stringify(cleaned(notice));
      assert(shown.includes('/a/***'));
      assert.doesNotMatch(shown, /secret|\\u00|\\[rn]/);
      assert(shown.length < 2600, String(shown.length));
    });

  it('stay as they are without such a text', () => {
    const notice: Notice = { kind: 'gap', ...at, reason: '/a/b.gz: it breaks off after line 3' };
    assert.deepEqual(cleaned(notice), notice);
  });
});
