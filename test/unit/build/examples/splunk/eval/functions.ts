/** The functions that the .conf files use. Others are refused. */
import { fromList, isList, isTrue, listOf, numberOf, textOf, type Value } from './values';

export type Func = (args: readonly (() => Value)[]) => Value;

type Eager = (...values: readonly Value[]) => Value;

/** A function with a fixed number of arguments, all of them evaluated. */
const eager =
  (count: number, run: Eager): Func =>
  (args) => {
    if (args.length !== count) throw new Error(`${args.length} arguments instead of ${count}`);
    return run(...args.map((arg) => arg()));
  };

/** Runs with texts only; a null argument gives null. */
const onTexts = (name: string, count: number, run: (...texts: readonly string[]) => Value): Func =>
  eager(count, (...values) => {
    const texts = values.map((value) => textOf(value, name));
    return texts.every((text) => text !== null) ? run(...texts) : null;
  });

/** Splunk's patterns are PCRE; these have the same meaning in JavaScript. */
const regExp = (pattern: string, flags: string): RegExp => new RegExp(pattern, flags);

function firstTrue(args: readonly (() => Value)[]): Value {
  if (args.length % 2 !== 0) throw new Error('case needs pairs');
  for (let index = 0; index < args.length; index += 2)
    if (isTrue(args[index]?.() ?? null)) return args[index + 1]?.() ?? null;
  return null;
}

function firstKnown(args: readonly (() => Value)[]): Value {
  for (const arg of args) {
    const value = arg();
    if (value !== null) return value;
  }
  return null;
}

function condition(args: readonly (() => Value)[]): Value {
  if (args.length !== 3) throw new Error('if needs three arguments');
  return (isTrue(args[0]?.() ?? null) ? args[1] : args[2])?.() ?? null;
}

export const FUNCTIONS: ReadonlyMap<string, Func> = new Map<string, Func>([
  ['case', firstTrue],
  ['coalesce', firstKnown],
  ['if', condition],
  ['isnotnull', eager(1, (value = null) => value !== null)],
  ['isnull', eager(1, (value = null) => value === null)],
  ['len', onTexts('len', 1, (text = '') => text.length)],
  ['lower', onTexts('lower', 1, (text = '') => text.toLowerCase())],
  ['match', onTexts('match', 2, (text = '', pattern = '') => regExp(pattern, '').test(text))],
  ['mvappend', (args) => fromList(args.flatMap((arg) => listOf(arg())))],
  ['mvcount', eager(1, (value = null) => (value === null ? null : isList(value) ? value.length : 1))],
  ['mvdedup', eager(1, (value = null) => fromList([...new Set(listOf(value))]))],
  [
    'mvjoin',
    eager(2, (value = null, separator = null) =>
      value === null ? null : listOf(value).join(textOf(separator, 'mvjoin') ?? ''),
    ),
  ],
  ['null', eager(0, () => null)],
  [
    'nullif',
    eager(2, (value = null, unwanted = null) =>
      value !== null && textOf(value, 'nullif') === textOf(unwanted, 'nullif') ? null : value,
    ),
  ],
  [
    'replace',
    onTexts('replace', 3, (text = '', pattern = '', replacement = '') =>
      text.replace(regExp(pattern, 'g'), replacement.replaceAll('$', '$$$$').replace(/\\(\d)/g, '$$$1')),
    ),
  ],
  ['split', onTexts('split', 2, (text = '', separator = '') => fromList(text.split(separator)))],
  ['tonumber', eager(1, (value = null) => numberOf(value))],
  ['true', eager(0, () => true)],
]);
