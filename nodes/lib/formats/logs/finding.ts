/** Findings of the policy checks: `{ check, title, status, severity, summary, evidence, remediation, controls … }`. */

import { isJsonObject, type JsonObject } from '../../contracts/json';
import { LEVELS } from '../../properties/values/format-options';
import { type Assessment, type Event, findingUid, type Level } from '../event';
import { derived, type LogMapping, mergeFields } from '../field-mapping';
import { parseText, parseWord } from '../parsers/scalar';
import { parseTime } from '../parsers/time';
import { toJson } from '../to-json';

const VERDICTS: ReadonlyMap<string, Assessment['verdict']> = new Map([
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

const LEVEL_BY_VERDICT: Readonly<Record<Assessment['verdict'], Level>> = {
  pass: 'informational',
  unknown: 'low',
  not_evaluated: 'low',
  warning: 'medium',
  fail: 'high',
};

const isLevel = (value: string | undefined): value is Level => LEVELS.some((level) => level === value);

/** Parses `{ "CIS v8": ["9.3"] }`, `[{ standard, id }]` or plain texts into standards and requirements. */
function parseControls(value: unknown): Pick<Assessment, 'standards' | 'requirements'> {
  if (Array.isArray(value)) {
    const pairs = value.map((one) =>
      isJsonObject(one)
        ? [parseText(one['standard'] ?? one['framework']), parseText(one['id'] ?? one['control'])]
        : [undefined, parseText(one)],
    );
    return {
      standards: distinct(pairs.map(([standard]) => standard)),
      requirements: distinct(pairs.map(([, id]) => id)),
    };
  }
  if (!isJsonObject(value)) return { standards: [], requirements: [] };
  const ids = Object.values(value).flatMap((one) =>
    Array.isArray(one) ? one.map(parseText) : [parseText(one)],
  );
  return { standards: distinct(Object.keys(value).map(parseText)), requirements: distinct(ids) };
}

const isText = (value: unknown): boolean => parseText(value) !== undefined;

/**
 * Whether standards and requirements, which are two lists, say which requirement is of which standard: only if there is
 * one standard, or none.
 */
function holdsAllControls(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isText);
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return false;
  return Object.values(value).every((one) => (Array.isArray(one) ? one.every(isText) : isText(one)));
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const distinct = (all: readonly (string | undefined)[]): string[] => [
  ...new Set(all.filter((one) => one !== undefined)),
];

function latestTime(evidence: readonly unknown[]): number | undefined {
  const times = evidence
    .map((one) => (isJsonObject(one) ? parseTime(one['collectedAt']) : undefined))
    .filter((one) => one !== undefined);
  // As arguments of one call they could exhaust the stack.
  return times.reduce<number | undefined>((last, one) => Math.max(last ?? one, one), undefined);
}

/** The summary at the end of a run is not a finding. */
const isFinding = (record: JsonObject): boolean => parseText(record['check']) !== undefined;

/** A failed check that passes now is closed. Any other known check is updated, even without a change. */
function activityOf(verdict: Assessment['verdict'], previous: string | undefined): Event['activity'] {
  if (previous === undefined) return 'create';
  return verdict === 'pass' && previous !== 'pass' ? 'close' : 'update';
}

function deriveFinding(event: Event, record: JsonObject): void {
  const status = parseWord(record['status']) ?? 'unknown';
  const verdict = VERDICTS.get(status) ?? 'unknown';
  const evidence: readonly unknown[] = listOf(toJson(record['evidence']));
  const check = parseText(record['check']) ?? event.origin.type;
  const title = parseText(record['title']) ?? check;
  const severity = parseWord(record['severity'])?.toLowerCase();
  event.assessment = {
    uid: findingUid(event.origin, check),
    control: check,
    title,
    status,
    verdict,
    description: parseText(record['summary']),
    remediation: parseText(record['remediation']),
    ...parseControls(record['controls']),
    evidence,
  };
  event.kind = 'compliance';
  event.activity = activityOf(verdict, parseText(record['previousStatus']));
  event.name = `${title}: ${status}`;
  event.message = parseText(record['summary']);
  event.action = status;
  event.time = latestTime(evidence);
  const failed = verdict === 'fail' || verdict === 'warning';
  event.level = failed && isLevel(severity) ? severity : LEVEL_BY_VERDICT[verdict];
}

export const finding: LogMapping = {
  fields: mergeFields({
    check: derived(parseText),
    title: derived(parseText),
    status: derived(parseWord),
    summary: derived(parseText),
    evidence: (_event, value) => Array.isArray(value),
    remediation: derived(parseText),
    controls: (_event, value) => holdsAllControls(value),
  }),
  derive(event, record) {
    if (isFinding(record)) deriveFinding(event, record);
    else {
      event.name = 'Policy check run';
      event.unmapped = Object.assign({}, toJson(record));
    }
  },
};
