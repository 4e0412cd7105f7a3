/** Whatever a tenant calls its policies, and whatever its answers say: a report shows it, and runs or hides nothing. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EMPTY_BASELINE } from '../../../../nodes/lib/assessments/policy/stored/baseline';
import type { StoredChange } from '../../../../nodes/lib/assessments/policy/stored/results';
import { formatCell, renderCsv } from '../../../../nodes/lib/report/csv';
import { renderHtml } from '../../../../nodes/lib/report/html/page';
import { escapeMarkdown, renderMarkdown } from '../../../../nodes/lib/report/markdown';
import { escapeHtml } from '../../../../nodes/lib/report/markup';
import { buildReport } from '../../../../nodes/lib/report/model/build-report';
import { ratingText } from '../../../../nodes/lib/report/model/texts';
import type { Report } from '../../../../nodes/lib/report/model/types';
import { finish } from '../../../../nodes/lib/report/steps';
import { plainText, subjectOf } from '../../../../nodes/lib/report/summary';
import { AT, historyOf, resultsOf, sampleAccount, sampleInput } from './sample';

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</td></tr></table><h1>all green</h1>',
  '</style><style>*{display:none}',
  ']]><!--',
  '&lt;script&gt;',
  '=HYPERLINK("http://evil.example","click")',
  "+cmd|' /C calc'!A0",
  '-2+3',
  '@SUM(1)',
  '\t=1+1',
  ' =1+1',
  '\uFF1D1+1',
  '[click](javascript:alert(1))',
  '![x](http://evil.example/x.png)',
  '| a | b |\n| --- | --- |',
  '# heading\n- list\n> quote\n```\ncode',
  'http://evil.example www.evil.example a@evil.example',
  '`code` *bold* _it_ ~~gone~~ <b>html</b> &copy;',
  'a,b;c"d\r\ne',
  '\u202Egnp.exe\u202C\u2066x',
  '\u0000\u0007\u001b[31m',
  '\ud800 half',
  '${7*7} {{7*7}} __proto__',
];

/** The same text wherever a node stores one. */
function reportWith(text: string): Report {
  const slug = 'mimecast_hold_queue_size';
  const change: StoredChange = {
    ...{ check: text, at: new Date(AT - 1).toISOString(), since: text, previousStatus: text, status: text },
    ...{ added: 1, removed: 0, changed: 0, names: [text], by: [text] },
  };
  const evidence = [{ tier: text, endpoint: text, httpStatus: 200, collectedAt: text, excerpt: text }];
  const results = {
    ...resultsOf({
      [text]: { status: text, severity: text, summary: text, evidence },
      anti_spoofing: { status: 'fail', severity: text, summary: text, evidence },
    }),
    changes: [change],
  };
  const history = {
    ...historyOf({ [slug]: () => null }, { [slug]: { warning: text, unit: text as 'events' } }, 2),
    account: text,
  };
  const hostile = sampleAccount({
    name: text,
    kris: [{ node: text, history }],
    policies: [{ node: text, baseline: { ...EMPTY_BASELINE, account: text, lastRun: AT, results } }],
    problems: [text],
  });
  return finish(buildReport(sampleInput({ accounts: [hostile, sampleAccount()] })));
}

/** The tags of a document, with their attributes but not the values of these. */
const tagsOf = (document: string): string[] =>
  [...document.matchAll(/<[^>]*>/g)]
    .map(([tag]) => tag.replace(/"[^"]*"/g, '""'))
    .filter((tag) => tag !== '<br>');

/** Reads RFC 4180. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

describe('Hostile texts in a report', () => {
  it('are shown as they are where they look like a member of every object', () => {
    for (const state of ['constructor', 'toString', '__proto__'])
      assert.equal(ratingText({ rating: 'unknown', state }), state);
  });

  const expected = tagsOf(finish(renderHtml(reportWith('harmless'), 'harmless')));

  const checkCsv = (text: string): void => {
    const rows = readCsv(text);
    assert.deepEqual([...new Set(rows.map((row) => row.length))], [16]);
    for (const cell of rows.flat())
      assert.doesNotMatch(cell, /^\s*[=+@\uFF1D\uFF0B\uFF20|%]|^\s*-\D|\p{Cc}/u, cell);
  };
  /** Outside tables, no line begins with a text of others. */
  const checkMarkdown = (text: string): void => {
    for (const line of text.split('\n').filter((one) => !one.startsWith('|')))
      assert.match(line, /^$|^# Mimecast report$|^## Account |^### |^[A-Z0-9]/, line);
  };
  const checkPlain = (text: string): void => {
    assert.doesNotMatch(text.replace(/[\r\n]/g, ''), /[\p{Cc}\p{Bidi_Control}]/u);
    assert.ok(text.isWellFormed());
  };

  for (const [index, text] of HOSTILE.entries())
    it(`leave the structure of each format as it is (${index + 1})`, () => {
      const report = reportWith(text);
      const document = finish(renderHtml(report, text));
      const markdown = finish(renderMarkdown(report));
      const csv = finish(renderCsv(report));
      const subject = subjectOf(report);
      assert.deepEqual(tagsOf(document), expected);
      checkCsv(csv);
      checkMarkdown(markdown);
      assert.doesNotMatch(subject, /\p{Cc}/u);
      for (const whole of [document, markdown, csv, subject, plainText(report, subject)]) checkPlain(whole);
    });

  it('keep the number of cells of each Markdown table', () => {
    for (const text of HOSTILE) {
      const lines = finish(renderMarkdown(reportWith(text))).split('\n');
      let columns = 0;
      for (const line of lines) {
        if (!line.startsWith('|')) columns = 0;
        else {
          const cells = line.replace(/\\./g, '').split('|').length;
          assert.ok(columns === 0 || cells === columns, line);
          columns = cells;
        }
      }
    }
  });

  it('of any kind begin no markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(escapeHtml(text), /[<>"'`\p{Cc}]|&(?!(?:amp|lt|gt|quot|#39|#96);)/u);
        assert.doesNotMatch(escapeMarkdown(text).replace(/\\./gu, ''), /[`*_{}[\]<>#|~!&@\n]|:\/\//);
        const cell = formatCell(text);
        const [[read] = []] = readCsv(`${cell},end\r\n`);
        assert.doesNotMatch(read ?? '', /^\s*[=+\-@|%]/);
      }),
    );
  });
});
