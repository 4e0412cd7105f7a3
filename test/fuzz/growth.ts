/** Finds work that grows faster than its text. Compares processor time at two lengths, never with a limit in ms. */
import { cpuTime } from '../doubles/cpu-time';
import type { TextTarget } from './text-targets';

/** Repeated, they made patterns backtrack, or look again and again at the same text. */
export const UNITS: readonly string[] = [
  ...[
    'a',
    'A',
    '1',
    'é',
    ' ',
    '\t',
    '\n',
    '\r\n',
    '\u0000',
    '\u00a0',
    '\ud800',
    '"',
    "'",
    '<',
    '>',
    '(',
    ')',
    '[',
    ']',
  ],
  ...[
    '{',
    '}',
    ',',
    ';',
    '=',
    '@',
    '%40',
    '%25',
    '\\',
    '\\"',
    '/',
    '://',
    '?',
    '#',
    ':',
    '::',
    '.',
    '-',
    '+',
    '&',
    '|',
  ],
  ...[
    '=?',
    '=?utf-8?q?',
    '=?utf-8?q?a',
    '=?utf-8?q?a?= ',
    '?=',
    'a@',
    '@a',
    'a@b,',
    'a.',
    '1.',
    ':1',
    '<a',
    '<a>',
    '"a',
    'a=',
    'a:',
  ],
  ...[
    ' a',
    'a ',
    'a,',
    'a, ',
    '\\a',
    '&amp;',
    'Subject: ',
    'subject=',
    '"subject":"',
    '"subject":"a',
    'https://',
    'https://a@',
    'a://',
  ],
  ...[
    'url ',
    'token=',
    'token ',
    'basic ',
    'key=a&',
    'user<',
    ' From: ',
    ' by ',
    'Date: ',
    '{"a":',
    '[[',
    "{'a':",
    "'a', ",
    'None',
  ],
  ...[
    '"a":"b",',
    '{"a":1}',
    '{"event":{}}',
    '<1>',
    '<13>1 ',
    'a=b c=d ',
    'Ana ',
    'a-',
    'a_',
    '%2f',
    '0,',
    '-0-',
    'eyJ',
    '?a=',
    '#a',
    '/a',
  ],
];
export const PREFIXES: readonly string[] = [
  '',
  '"',
  '<',
  '{"a":"',
  "{'",
  '[',
  '=?utf-8?q?',
  'https://',
  'a@b.example ',
  'Subject: ',
];

const RATIO = 3.2;
/** ms; below, the clock of the processor is too coarse to compare */
const MIN_MS = 25;

const textOf = (prefix: string, unit: string, length: number): string =>
  prefix + unit.repeat(Math.ceil(length / unit.length));

const fastest = (work: () => unknown, tries: number): number =>
  Math.min(...Array.from({ length: tries }, () => cpuTime(() => void work())));

/**
 * Linear work takes twice the time for twice the size, quadratic work four times.
 * @param prepare returns the work for a size; what it does before is not measured
 * @returns what was measured where it grows faster
 */
export function workProblem(prepare: (size: number) => () => unknown, size: number): string | undefined {
  const double = prepare(2 * size);
  if (fastest(double, 1) < MIN_MS) return undefined;
  const half = prepare(size);
  const [one, two] = [fastest(half, 4), fastest(double, 4)];
  if (two < MIN_MS || two < one * RATIO) return undefined;
  return `${one.toFixed(0)} ms for ${size}, ${two.toFixed(0)} ms for twice as many`;
}

export function growthProblem(
  target: TextTarget,
  prefix: string,
  unit: string,
  length: number,
): string | undefined {
  const problem = workProblem((size) => {
    const text = textOf(prefix, unit, size);
    return () => target(text);
  }, length);
  return problem && `${JSON.stringify(prefix)} + ${JSON.stringify(unit)}…: ${problem}`;
}
