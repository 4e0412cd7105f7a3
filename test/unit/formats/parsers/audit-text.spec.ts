import assert from 'node:assert/strict';
import { parseAuditText } from '../../../../nodes/lib/formats/parsers/audit-text/parse';
import { cpuTime } from '../../../doubles/cpu-time';
import { eventOf } from '../support/format-sample';
import { TEXTS } from './audit-texts';

describe('The parser of the free text in audit records', () => {
  for (const [what, text, expected] of TEXTS) {
    it(what, () => {
      const found = parseAuditText(text);
      for (const [name, value] of Object.entries(expected)) {
        assert.deepEqual(Reflect.get(found, name), value, name);
      }
    });
  }

  it('reads the end of a text that is too long', () => {
    const criteria = JSON.stringify({ keywords: 'word '.repeat(20_000) });
    const found = parseAuditText(
      `Executed Search - Search Criteria: ${criteria}, IP: 192.0.2.1, Application: A`,
    );
    assert.equal(found.ip, '192.0.2.1');
    assert.equal(found.application, 'A');
    assert.equal(found.words, 'Executed Search');
  });

  it('does not know a value that is too long', () => {
    assert.equal(parseAuditText(`X, Reason: ${'x'.repeat(1_001)}`).reason, undefined);
  });

  it('takes milliseconds for a maliciously long text', () => {
    const parts = [
      ...[
        ' ',
        ', ',
        'IP: ',
        'password ',
        'a@b ',
        '"',
        'Date',
        'application : ',
        '<a',
        '=?',
        '{"',
        '["',
        '{}',
      ],
      ...[
        'by a@b.c<',
        'for a ',
        'x@a[',
        'a:',
        ': ',
        'no x ',
        '\\"',
        "'",
        '“',
        'folder ',
        'a a a ',
        '0 created ',
        '\n',
      ],
    ];
    const ms = cpuTime(() => {
      for (const part of parts) {
        eventOf(
          'x',
          { auditType: part.repeat(500), eventInfo: part.repeat(30_000), category: 'profile_group_logs' },
          'audit',
        );
      }
    });
    assert.ok(ms < 2_000, `${ms} ms`);
  });
});
