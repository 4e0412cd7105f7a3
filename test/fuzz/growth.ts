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

const fastest = (target: TextTarget, text: string, tries: number): number =>
  Math.min(...Array.from({ length: tries }, () => cpuTime(() => target(text))));

/**
 * Linear work takes twice the time for twice the text, quadratic work four times.
 * @returns what was measured where it grows faster
 */
export function growthProblem(
  target: TextTarget,
  prefix: string,
  unit: string,
  length: number,
): string | undefined {
  const double = textOf(prefix, unit, 2 * length);
  if (fastest(target, double, 1) < MIN_MS) return undefined;
  const half = textOf(prefix, unit, length);
  const [one, two] = [fastest(target, half, 4), fastest(target, double, 4)];
  if (two < MIN_MS || two < one * RATIO) return undefined;
  return `${JSON.stringify(prefix)} + ${JSON.stringify(unit)}…: ${one.toFixed(0)} ms for ${length} characters, ${two.toFixed(0)} ms for twice as many`;
}
