import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHistory } from '../../../../nodes/lib/assessments/kri/history';
import { nextRunDelay } from '../../../../nodes/lib/assessments/run-schedule';
import { parseDocument } from '../../../../nodes/lib/collector/checkpoint/checkpoint-document';
import {
  FileCheckpointStore,
  MAX_FILE_BYTES,
} from '../../../../nodes/lib/collector/checkpoint/file-checkpoint-store';
import { createLedgerReport, emptyLedger } from '../../../../nodes/lib/collector/checkpoint/ledger';
import type { Stream } from '../../../../nodes/lib/contracts/stream';
import { createSiemBatchStream } from '../../../../nodes/lib/streams/siem-batch/stream';
import { createSiemEventStream } from '../../../../nodes/lib/streams/siem-events/stream';
import { auditLog } from '../../../../nodes/lib/streams/window/logs/audit';
import { createWindowStream } from '../../../../nodes/lib/streams/window/stream';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const DAY = 86_400_000;
const ODD = [1e300, -1e300, 8.64e15 + 1, -8.64e15 - 1, Number.MAX_SAFE_INTEGER];

/** Every number in a value, one at a time replaced. */
function* withOdd(value: unknown, odd: number): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === 'number') yield { ...value, [name]: odd };
    for (const inner of withOdd(member, odd)) yield { ...value, [name]: inner };
  }
}

describe('Odd numbers in a stored file', () => {
  for (const lastRun of ODD)
    for (const everyMs of [DAY, 7 * DAY, 3_600_000])
      it(`do not stop the schedule: ${lastRun}, every ${everyMs}`, () => {
        const delay = nextRunDelay({ everyMs, at: '03:00' }, lastRun, NOW);
        assert(delay !== undefined && delay >= 0 && delay <= 8 * DAY, String(delay));
      });

  it('make a history or a state damaged', () => {
    for (const lastRun of ODD) {
      const history = { version: 1, account: '', lastRun, runs: [], indicators: {} };
      assert.equal(parseHistory(JSON.stringify(history)), undefined);
      const document = { version: 1, source: { lastRun }, entries: [] };
      assert.equal(parseDocument(JSON.stringify(document))?.source.lastRun, null);
    }
    assert.equal(
      parseHistory('{"version":1,"account":"","lastRun":1e999,"runs":[],"indicators":{}}'),
      undefined,
    );
  });

  it('in a ledger do not reach a report', () => {
    const entry = { key: 'k', account: '', fingerprint: 'f', savedAt: '', position: {} };
    for (const odd of ODD) {
      const ledger = { ...emptyLedger('2026-11-20'), intervals: [[0, odd]] };
      const parsed = parseDocument(JSON.stringify({ version: 1, entries: [{ ...entry, ledger }] }));
      assert.equal(parsed?.entries.length, 1);
      assert.equal(parsed.entries[0]?.ledger, undefined);
    }
    assert.equal(createLedgerReport(emptyLedger('2026-11-20')).intervals.length, 0);
  });

  const streams: readonly Stream[] = [
    createWindowStream(auditLog()),
    createSiemBatchStream('cg', 'receipt'),
    createSiemEventStream('cg', []),
  ];
  for (const stream of streams)
    it(`in a position of ${stream.key} make it damaged, or it can be used`, () => {
      const sound = stream.startAt(NOW - DAY, NOW);
      const slice = {
        kind: 'new',
        from: NOW,
        to: NOW,
        token: null,
        pages: 0,
        records: 0,
        reached: NOW,
        ascending: true,
        read: {},
      };
      const full = 'sweep' in sound ? { ...sound, slice, sweep: { at: NOW, to: NOW, found: 0 } } : sound;
      assert(stream.parse(full) !== undefined);
      let tried = 0;
      for (const odd of ODD)
        for (const changed of withOdd(full, odd)) {
          tried += 1;
          const parsed = stream.parse(changed);
          // Counts may be large. An instant may not.
          if (parsed !== undefined)
            assert(Number.isFinite(new Date(NOW - stream.lag(parsed, NOW)).getTime()));
        }
      assert(tried >= 20, String(tried));
    });

  it('in the length of a slice would make thousands of calls', () => {
    const stream = createWindowStream(auditLog());
    const sound = stream.startAt(NOW - DAY, NOW);
    for (const spanMs of [1e-300, 0, -1, 999, DAY + 1])
      assert.equal(stream.parse({ ...sound, spanMs }), undefined);
  });

  it('in the day of a feed make it damaged', () => {
    const stream = createSiemBatchStream('cg', 'receipt');
    const sound = stream.startAt(NOW - DAY, NOW);
    for (const day of ['9999-99-99', '2026-13-01', '0000-00-00'])
      assert.equal(stream.parse({ ...sound, day }), undefined);
  });
});

describe('A stored file that is too large', () => {
  it('counts as damaged without being read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'large-'));
    try {
      const path = join(folder, 'a.json');
      await writeFile(path, '{}');
      const seen: string[] = [];
      const isSound = (text: string): boolean => {
        seen.push(text);
        return text === '{}';
      };
      assert.equal(await new FileCheckpointStore(path).read(isSound), '{}');
      await truncate(path, MAX_FILE_BYTES + 1);
      assert.equal(await new FileCheckpointStore(path).read(isSound), 'damaged');
      assert.deepEqual(seen, ['{}', '']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
