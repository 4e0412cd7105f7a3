/** Findings of the policy checks: `{ check, title, status, severity, summary, evidence, remediation, controls … }`. */

import { LEVELS } from '../../properties/values/format-options';
import { type Event, type Judgement, type Level, type Members, seriesOf } from '../event';
import { isMembers } from '../../contracts/json';
import { plain } from '../to-json';
import { text, word } from '../parsers/scalar';
import { time } from '../parsers/time';
import { known, lookup } from '../field-mapping';
import type { Log } from './log';

const VERDICTS: ReadonlyMap<string, Judgement['verdict']> = new Map([
  ['pass', 'pass'],
  ['fail', 'fail'],
  ['not_configured', 'fail'],
  ['disabled', 'fail'],
  ['scope_gap', 'fail'],
  ['not_licensed', 'not_evaluated'],
  ['no_permission', 'not_evaluated'],
  ['not_readable', 'not_evaluated'],
  ['error', 'not_evaluated'],
]);

const LEVEL_BY_VERDICT: Readonly<Record<Judgement['verdict'], Level>> = {
  pass: 'informational',
  unknown: 'low',
  not_evaluated: 'low',
  warning: 'medium',
  fail: 'high',
};

const isLevel = (value: string | undefined): value is Level => LEVELS.some((level) => level === value);

/** Parses `{ "CIS v8": ["9.3"] }`, `[{ standard, id }]` or plain texts into standards and requirements. */
function parseControls(value: unknown): Pick<Judgement, 'standards' | 'requirements'> {
  if (Array.isArray(value)) {
    const pairs = value.map((one) =>
      isMembers(one)
        ? [text(one['standard'] ?? one['framework']), text(one['id'] ?? one['control'])]
        : [undefined, text(one)],
    );
    return {
      standards: distinct(pairs.map(([standard]) => standard)),
      requirements: distinct(pairs.map(([, id]) => id)),
    };
  }
  if (!isMembers(value)) return { standards: [], requirements: [] };
  const ids = Object.values(value).flatMap((one) => (Array.isArray(one) ? one.map(text) : [text(one)]));
  return { standards: distinct(Object.keys(value).map(text)), requirements: distinct(ids) };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const distinct = (all: readonly (string | undefined)[]): string[] => [
  ...new Set(all.filter((one) => one !== undefined)),
];

function latestTime(evidence: readonly unknown[]): number | undefined {
  const times = evidence
    .map((one) => (isMembers(one) ? time(one['collectedAt']) : undefined))
    .filter((one) => one !== undefined);
  return times.length > 0 ? Math.max(...times) : undefined;
}

/** The summary at the end of a run is not a finding. */
const isFinding = (record: Members): boolean => text(record['check']) !== undefined;

/** A failed check that passes now is closed. Any other known check is updated, even without a change. */
function activityOf(verdict: Judgement['verdict'], previous: string | undefined): Event['activity'] {
  if (previous === undefined) return 'create';
  return verdict === 'pass' && previous !== 'pass' ? 'close' : 'update';
}

function deriveFinding(event: Event, record: Members): void {
  const status = word(record['status']) ?? 'unknown';
  const verdict = VERDICTS.get(status) ?? 'unknown';
  const evidence: readonly unknown[] = listOf(plain(record['evidence']));
  const check = text(record['check']) ?? event.origin.type;
  const title = text(record['title']) ?? check;
  const severity = word(record['severity'])?.toLowerCase();
  event.judgement = {
    uid: seriesOf(event.origin, check),
    control: check,
    title,
    status,
    verdict,
    description: text(record['summary']),
    remediation: text(record['remediation']),
    ...parseControls(record['controls']),
    evidence,
  };
  event.kind = 'compliance';
  event.activity = activityOf(verdict, text(record['previousStatus']));
  event.name = `${title}: ${status}`;
  event.message = text(record['summary']);
  event.action = status;
  event.time = latestTime(evidence);
  const failed = verdict === 'fail' || verdict === 'warning';
  event.level = failed && isLevel(severity) ? severity : LEVEL_BY_VERDICT[verdict];
}

export const finding: Log = {
  takes: lookup({
    check: known,
    title: known,
    status: known,
    summary: known,
    evidence: known,
    remediation: known,
    controls: known,
  }),
  finish(event, record) {
    if (isFinding(record)) deriveFinding(event, record);
    else {
      event.name = 'Policy check run';
      event.rest = Object.assign({}, plain(record));
    }
  },
};
