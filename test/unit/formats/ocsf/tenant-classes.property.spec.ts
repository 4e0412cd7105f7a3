/** Every record of the simulated tenant, of any seed and on any day, has a class that nodes/docs/formats.md allows. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFormatter, runSync } from '../../../../nodes/lib/formats/format';
import { CI_TYPES, createSimulator, SIEM_TYPES } from '../../../../nodes/lib/simulator/simulator';
import { message, optionsOf } from '../support/format-sample';
import { ALLOWED, assertAllowed, BASE } from './allowed-classes';
import { ocsfProblems } from './validate';

const TENANTS = 500;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FIRST_DAY = Date.UTC(2024, 0, 1);
const DAYS = 2_200;
/** Of each log of each tenant; a hold queue alone has hundreds. */
const MOST = 1;
const format = createFormatter({ format: 'ocsf', options: optionsOf(), pseudonymKey: '' });

interface Row {
  readonly kind: string;
  readonly line: string;
}

/** @param now epoch ms */
function* recordsOf(seed: number, now: number): Generator<Row> {
  const { ledger, logs } = createSimulator({
    seed,
    now: () => now,
    history: HOUR,
    slotMs: HOUR / 4,
    recordsPerFile: 1,
    // the queue contains messages held over days
    logRates: {
      audit: 1,
      dlp: 1,
      'ttp.url': 1,
      'ttp.attachment': 1,
      'ttp.impersonation': 1,
      'held.releases': 0.1,
    },
    users: 4,
    directoryChanges: 2,
  });
  for (const type of [...SIEM_TYPES, ...CI_TYPES])
    for (const line of first(MOST, ledger.lines(type))) yield { kind: `siem/${type}`, line };
  // the stream feeds have the same records as the batch feeds
  for (const name of logs.names.filter((one) => !one.includes('stream'))) {
    const [log = '', type = log] = name.split('.');
    for (const line of first(MOST, logs.lines(name))) yield { kind: `${log}/${type}`, line };
  }
}

function* first<T>(most: number, all: Iterable<T>): Generator<T> {
  let count = 0;
  for (const one of all) {
    if (count++ === most) return;
    yield one;
  }
}

/** @returns its class */
function check({ kind, line }: Row): number {
  const [log = '', type = ''] = kind.split('/');
  const record: unknown = JSON.parse(line);
  const { payload } = runSync(format(message(record, { log, type, record: Object(record) })));
  assert.deepEqual(ocsfProblems(payload), [], line);
  const uid = Number(Object(payload).class_uid);
  assertAllowed(kind, record, uid);
  return uid;
}

describe('Records of any tenant on any day', function () {
  this.timeout(300_000);

  it(`${TENANTS} seeds and days: each has a class that the table of formats allows`, () => {
    const seen = new Map<string, Set<number>>(Object.keys(ALLOWED).map((kind) => [kind, new Set()]));
    for (let count = 0; count < TENANTS; count += 1) {
      // Fixed in every run: not every set of 500 contains each class.
      const seed = 1 + count;
      // all hours of the day, 29 February and the ends of months among the days
      const now = FIRST_DAY + ((count * 997) % DAYS) * DAY + ((count * 7) % 96) * (HOUR / 4) + 1;
      for (const row of recordsOf(seed, now)) {
        try {
          seen.get(row.kind)?.add(check(row));
        } catch (error) {
          throw new Error(`seed ${seed} at ${new Date(now).toISOString()}: ${String(error)}`, {
            cause: error,
          });
        }
      }
    }
    // none was omitted, and every class of the table occurs
    for (const [kind, { classes }] of Object.entries(ALLOWED))
      for (const uid of classes) assert.ok(seen.get(kind)?.has(uid), `no ${kind} became ${uid}`);
    assert.ok(seen.get('siem/receipt')?.has(BASE), 'no mail without a usable address');
  });

  it('the table equals the one in nodes/docs/formats.md', () => {
    const document = readFileSync(
      join(__dirname, '..', '..', '..', '..', 'nodes', 'docs', 'formats.md'),
      'utf8',
    );
    const rows = new Map(
      [...document.matchAll(/^\| ([^|]+) \| ([^|]+) \|/gm)].map(([, log = '', became = '']) => [log, became]),
    );
    for (const [kind, { row, classes }] of Object.entries(ALLOWED)) {
      const became = rows.get(row);
      assert.ok(became !== undefined, `nodes/docs/formats.md has no row ${row}`);
      for (const uid of classes)
        assert.match(became, uid === BASE ? /Base Event/ : new RegExp(`\\b${uid}\\b`), kind);
    }
  });
});
