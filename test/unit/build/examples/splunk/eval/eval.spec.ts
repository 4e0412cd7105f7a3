/** The evaluator itself, by what Splunk documents of eval. */
import assert from 'node:assert/strict';
import { evaluate } from './evaluate';
import { parseEval } from './parse';
import type { Value } from './values';

const run = (source: string, fields: Readonly<Record<string, Value>> = {}): Value =>
  evaluate(parseEval(source), new Map(Object.entries(fields)));

const RESULTS: readonly (readonly [source: string, result: Value])[] = [
  ['1+2*3', 7],
  ['"4120"/1000', 4.12],
  ['missing+1', null],
  ['"a".missing', null],
  ['"a"."b"', 'ab'],
  ['if(missing="a","yes","no")', 'no'],
  ['if(NOT missing="a" AND 1=1,"yes","no")', 'yes'],
  ['if(1=1 OR 1=2 AND 1=3,"yes","no")', 'yes'],
  ['if("10">"9","number","text")', 'number'],
  ['case(1=2,"a",1=1,"b",1=1,"c")', 'b'],
  ['case(1=2,"a")', null],
  ['coalesce(missing,"x")', 'x'],
  ['nullif("null","null")', null],
  ['nullif(missing,"null")', null],
  ['replace("a@b@c","@","-")', 'a-b-c'],
  ['replace("$1.00","^(.)1","\\1-")', '$-.00'],
  ['match("Inbound","^in")', false],
  ['match(missing,"a")', null],
  ['mvcount(split("a,b,c",","))', 3],
  ['mvcount(missing)', null],
  ['mvjoin(mvappend("a",missing,"b"),"; ")', 'a; b'],
  ['mvjoin(mvappend(missing,missing),"; ")', null],
  ['mvdedup(split("a,b,a",","))', ['a', 'b']],
  ['tonumber("12 MB")', null],
  ['len("abc")', 3],
  ["'a.b{}'", 'quoted'],
  ['"say \\"hi\\""', 'say "hi"'],
];

const REFUSED: readonly string[] = [
  'strptime("a","%s")',
  'a ~ b',
  'if(1=1,"a")',
  'case(1=1)',
  'lower("a"',
  'lower(list)',
  '"a" "b"',
];

describe('The evaluator of eval', () => {
  for (const [source, result] of RESULTS)
    it(`${source} is ${JSON.stringify(result)}`, () => {
      assert.deepEqual(run(source, { 'a.b{}': 'quoted' }), result);
    });

  for (const source of REFUSED)
    it(`refuses ${source}`, () => {
      assert.throws(() => run(source, { list: ['a', 'b'] }));
    });
});
