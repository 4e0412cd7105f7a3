/** Tables of audit records and what they say (wire.md 7.3, 7.4): shapes of public fixtures with other names, and their siblings. */
import assert from 'node:assert/strict';
import type { Event } from '../../../../../nodes/lib/formats/event';
import { eventOf } from '../../support/format-sample';

export const TAIL =
  'Date: 2021-10-12, Time: 19:20:01+0000, IP: 67.43.156.15, Application: Administration Console';
export const ANA = 'ana@corp.example';
export const BO = 'bo@corp.example';

type Expected = Partial<Event>;
export type Row = readonly [auditType: string, category: string, eventInfo: string, expected: Expected];

export const event = (auditType: string, category: string, eventInfo: string, user = ANA): Event =>
  eventOf('audit', { auditType, category, eventInfo, user }, 'audit');

export function check(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    for (const [auditType, category, eventInfo, expected] of rows) {
      it(`${auditType}: ${eventInfo.slice(0, 100)}`, () => {
        const found = event(auditType, category, eventInfo);
        for (const [name, value] of Object.entries(expected))
          assert.deepEqual(Reflect.get(found, name), value, name);
        assert.equal(found.message, eventInfo === '' ? undefined : eventInfo);
      });
    }
  });
}

/** Categories. */
export const LOGON = 'authentication_logs';
export const SYNC = 'account_logs';
export const CASES = 'case_review_logs';
