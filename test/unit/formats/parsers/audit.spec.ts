import assert from 'node:assert/strict';
import { parseEventInfo } from '../../../../nodes/lib/formats/parsers/event-info';
import { cpuTime } from '../../../doubles/cpu-time';
import { eventOf } from '../support/format-sample';

describe('The parser of the free text in eventInfo', () => {
  for (const [what, info, expected] of [
    [
      'the usual form',
      'Successful authentication for admin@corp.example <Ana Admin>, Date: 2026-11-20, Time: 05:58:12 GMT, IP: 198.51.100.4, Application: Administration Console, Method: Two Step Auth, 2FA: TOTP',
      {
        ip: '198.51.100.4',
        application: 'Administration Console',
        method: 'Two Step Auth',
        secondFactor: 'TOTP',
        subject: 'admin@corp.example',
        sentence: 'Successful authentication for admin@corp.example <Ana Admin>',
      },
    ],
    [
      'a reason at the end',
      'Failed for x@corp.example, Date: 2026-11-20, Time: 05:58:12 AEDT, IP: 2001:db8::1, Application: Portal, Reason: Invalid Password',
      { ip: '2001:db8::1', application: 'Portal', reason: 'Invalid Password' },
    ],
    [
      'no commas',
      'Support access by user<Sam Support> Date: 2026-11-20 Time: 05:58:12 +0100 IP: 198.51.100.4 Application: Console',
      { ip: '198.51.100.4', application: 'Console', sentence: 'Support access by user<Sam Support>' },
    ],
    [
      'blanks around the colons',
      'Dump{a=b}, remote IP : 203.0.113.1 application : LFS',
      { ip: '203.0.113.1', application: 'LFS', sentence: 'Dump{a=b}' },
    ],
    ['an address in a sentence', 'Done. Remote IP is 203.0.113.1.', { ip: '203.0.113.1' }],
    ['no address', 'Archive task changed, Remote IP is null', { ip: undefined }],
    [
      'JSON inside',
      'search criteria : {"from":"a@corp.example","subject":"a, b"}, IP: 203.0.113.1',
      { ip: '203.0.113.1' },
    ],
    [
      'lines',
      'Connector creation by ana\nName: SIEM\nApplication: Hub\nProduct: Events',
      { application: 'Hub' },
    ],
    [
      'a thing in quotes',
      'Created Folder "VIP\'s & <friends>", Date: 2026-11-20',
      { quoted: "VIP's & <friends>" },
    ],
    ['two colons', 'X, IP: : 203.0.113.1', { ip: '203.0.113.1' }],
    ['nothing', '', { ip: undefined, application: undefined, sentence: '' }],
  ] as const) {
    it(what, () => {
      const found = parseEventInfo(info);
      for (const [name, value] of Object.entries(expected)) {
        assert.equal(Reflect.get(found, name), value, name);
      }
    });
  }

  it('takes milliseconds for a maliciously long text', () => {
    const ms = cpuTime(() => {
      for (const part of [
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
      ]) {
        eventOf(
          'x',
          { auditType: part.repeat(500), eventInfo: part.repeat(30_000), category: 'profile_group_logs' },
          'audit',
        );
        eventOf('receipt', {
          subject: part.repeat(30_000),
          recipients: part.repeat(30_000),
          attachments: part.repeat(30_000),
        });
      }
    });
    assert.ok(ms < 2_000, `${ms} ms`);
  });
});
