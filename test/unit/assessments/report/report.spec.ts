import assert from 'node:assert/strict';
import { EMPTY_HISTORY } from '../../../../nodes/lib/assessments/kri/history';
import { EMPTY_BASELINE } from '../../../../nodes/lib/assessments/policy/stored/baseline';
import * as csvFormat from '../../../../nodes/lib/report/csv';
import * as page from '../../../../nodes/lib/report/html/page';
import * as markdownFormat from '../../../../nodes/lib/report/markdown';
import * as model from '../../../../nodes/lib/report/model/build-report';
import { finish } from '../../../../nodes/lib/report/steps';
import { plainText, subjectOf } from '../../../../nodes/lib/report/summary';
import { AT, DAY, FINDINGS, historyOf, resultsOf, sampleAccount, sampleInput } from './sample';

const buildReport = (...input: Parameters<typeof model.buildReport>) => finish(model.buildReport(...input));
const renderHtml = (...input: Parameters<typeof page.renderHtml>) => finish(page.renderHtml(...input));
const renderMarkdown = (...input: Parameters<typeof markdownFormat.renderMarkdown>) =>
  finish(markdownFormat.renderMarkdown(...input));
const renderCsv = (...input: Parameters<typeof csvFormat.renderCsv>) => finish(csvFormat.renderCsv(...input));

const only = (change: Parameters<typeof sampleAccount>[0] = {}, days = 30) =>
  buildReport(sampleInput({ accounts: [sampleAccount(change)], days }));

describe('A report', () => {
  it('has the value of each indicator, its limits, its trend within the range, and the worst first', () => {
    const [account] = only().accounts;
    const risks = account?.risks ?? [];
    assert.deepEqual(
      risks.map(({ slug, rating }) => [slug, rating]),
      [
        ['mimecast_malware_delivered_24h', 'red'],
        ['mimecast_impersonation_not_blocked_24h', 'amber'],
        ['mimecast_auth_alignment_pct', 'amber'],
        ['mimecast_internal_anomalies_24h', 'unknown'],
        ['mimecast_hold_queue_size', 'unknown'],
        ['mimecast_url_clicks_post_delivery_7d', 'green'],
        ['mimecast_user_released_held_24h', 'green'],
      ],
    );
    const [malware] = risks;
    assert.deepEqual([malware?.value, malware?.warn, malware?.critical, malware?.change], [2, 1, 1, 2]);
    assert.equal(malware?.trend.length, 30);
    assert.ok(malware?.trend.every(({ at }) => at >= AT - 30 * DAY && at <= AT));
    assert.equal(only({}, 7).accounts[0]?.risks[0]?.trend.length, 7);
    assert.deepEqual(account?.totals, { red: 1, amber: 2, green: 2, passed: 3, failed: 3, unmeasured: 4 });
  });

  it('takes nothing for zero that was not measured, and says why', () => {
    const { unmeasured = [], risks = [] } = only().accounts[0] ?? {};
    const internal = risks.find(({ slug }) => slug === 'mimecast_internal_anomalies_24h');
    assert.deepEqual([internal?.value, internal?.rating, internal?.change], [null, 'unknown', null]);
    assert.ok(internal?.trend.every(({ value }) => value === null));
    assert.deepEqual(unmeasured, [
      {
        what: 'Harmful messages sent from inside',
        why: 'not licensed: the account has no Internal Email Protect',
      },
      { what: 'Messages on hold', why: 'measured in part: 42 % of the time: the quota was used up' },
      { what: 'Own domains enforce DMARC', why: 'not licensed: the account has no DMARC Analyzer' },
      { what: 'Journaling runs', why: 'no permission: the role lacks Gateway | Policies | Read' },
    ]);
  });

  it('says so when an account has no node, no run, an old run, or results that could not be read', () => {
    const why = (change: Parameters<typeof sampleAccount>[0]): string[] =>
      (only(change).accounts[0]?.unmeasured ?? []).map((one) => `${one.what}: ${one.why}`);
    const noNode = 'no node of this account measures them, or it is disabled or not deployed';
    assert.deepEqual(why({ kris: [], policies: [] }), [
      `Key risk indicators: ${noNode}`,
      `Policy checks: ${noNode}`,
    ]);
    assert.deepEqual(
      why({
        kris: [{ node: 'risk', history: EMPTY_HISTORY }],
        policies: [{ node: '', baseline: EMPTY_BASELINE }],
        problems: ['Redis did not answer'],
      }),
      [
        'Stored results: Redis did not answer',
        'Key risk indicators (risk): no run has ended yet',
        'Policy checks: no run has ended yet',
      ],
    );
    const old = { ...resultsOf({}), at: new Date(AT - 50 * DAY).toISOString() };
    const stopped = historyOf({ mimecast_hold_queue_size: (day) => (day < 5 ? 3 : undefined) });
    assert.deepEqual(
      why({
        kris: [{ node: '', history: stopped }],
        policies: [{ node: '', baseline: { ...EMPTY_BASELINE, results: old } }],
      }),
      [
        'Messages on hold: the value is from 2026-10-25, before this report begins',
        'Policy checks: the last run was on 2026-10-11, before this report begins',
      ],
    );
    assert.deepEqual(
      why({ kris: [], policies: [{ node: '', baseline: { ...EMPTY_BASELINE, lastRun: AT } }] }).slice(1),
      ['Policy checks: the last run was by an earlier version'],
    );
  });

  it('has findings by severity, what changed in the range with who did it, and the score over time', () => {
    const [posture] = only().accounts[0]?.postures ?? [];
    assert.deepEqual(
      posture?.findings.map(({ check, severity }) => `${check} ${severity}`),
      [
        'anti_spoofing critical',
        'outbound_dkim high',
        'greylisting medium',
        'dmarc_enforcement high',
        'journaling medium',
        'attachment_protection high',
        'url_protection high',
        'admin_audit medium',
      ],
    );
    assert.deepEqual([posture?.score, posture?.passed, posture?.failed, posture?.notAssessed], [50, 3, 3, 2]);
    assert.deepEqual(
      posture?.changes.map(({ check, by }) => [check, by]),
      [
        ['outbound_dkim', null],
        ['anti_spoofing', ['ana@corp.example']],
      ],
    );
    assert.equal(only({}, 5).accounts[0]?.postures[0]?.changes.length, 1);
  });

  it('has only the sections that were asked for', () => {
    const risk = buildReport(sampleInput({ sections: ['risk'], accounts: [sampleAccount()] }));
    assert.deepEqual([risk.accounts[0]?.postures.length, risk.accounts[0]?.unmeasured.length], [0, 2]);
    const posture = buildReport(sampleInput({ sections: ['posture'], accounts: [sampleAccount()] }));
    assert.deepEqual([posture.accounts[0]?.risks.length, posture.accounts[0]?.unmeasured.length], [0, 2]);
    assert.equal(
      subjectOf(posture),
      'Mimecast report 2026-11-30, Corp Example: 3 failed checks, 2 not measured',
    );
  });

  it('names what needs attention in its subject and in its plain text', () => {
    const report = buildReport(sampleInput());
    const subject = subjectOf(report);
    assert.match(
      subject,
      /^Mimecast report 2026-11-30, 3 accounts: 1 red, 2 amber, 6 failed checks, \d+ not measured$/,
    );
    const text = plainText(report, subject);
    assert.ok(text.startsWith(`${subject}\n\n- Corp Example: red: Malicious attachments`), text);
    const quiet = buildReport(sampleInput({ accounts: [] }));
    assert.ok(plainText(quiet, subjectOf(quiet)).includes('Nothing is red, amber or failed.'));
  });
});

describe('The formats of a report', () => {
  const report = buildReport(sampleInput());

  it('say the same', () => {
    const texts = [renderHtml(report, 'Subject'), renderMarkdown(report), renderCsv(report)];
    for (const text of texts)
      for (const expected of [
        'Corp Example',
        'Quiet Ltd',
        'Malicious attachments',
        'Default Spoofing',
        'New Tenant',
      ])
        assert.ok(text.includes(expected), expected);
  });

  it('are also written without an account', () => {
    const none = buildReport(sampleInput({ accounts: [] }));
    assert.match(renderHtml(none, 'x'), /There is no account to report on/);
    assert.match(renderMarkdown(none), /There is no account to report on/);
    assert.equal(renderCsv(none).split('\r\n').length, 2);
  });

  it('are HTML that loads nothing: no script, no link, no address of another host, no form', () => {
    const text = renderHtml(report, 'Subject');
    assert.match(text, /^<!DOCTYPE html>\n<html lang="en">/);
    assert.doesNotMatch(
      text,
      /<(?:script|link|img|iframe|object|form|a|base|meta http-equiv)\b|\bon\w+=|url\(|@import/i,
    );
    assert.deepEqual(
      text.match(/https?:\/\/[^"<\s]+/g)?.filter((one) => one !== 'http://www.w3.org/2000/svg') ?? [],
      [],
    );
    assert.match(text, /@page\{size:A4/);
    assert.ok((text.match(/<polyline/g) ?? []).length >= 7, 'lines');
    assert.ok((text.match(/<rect/g) ?? []).length >= 6, 'bars');
  });

  it('have the limits drawn at their height, and a gap where nothing was measured', () => {
    const released =
      /<svg[^>]*aria-label="Held messages that users released[^>]*>(.*?)<\/svg>/.exec(
        renderHtml(report, ''),
      )?.[1] ?? '';
    assert.equal((released.match(/stroke-dasharray/g) ?? []).length, 2);
    assert.equal(
      (released.match(/<polyline/g) ?? []).length,
      2,
      'five days without a value interrupt the line',
    );
    const heights = [...released.matchAll(/y1="([\d.]+)"/g)].map(([, y]) => Number(y));
    assert.ok((heights[0] ?? 0) > (heights[1] ?? 0), 'red lies above amber');
  });

  it('are bounded, however many accounts there are, and say what is missing', () => {
    const many = buildReport(
      sampleInput({
        accounts: Array.from({ length: 60 }, (_, index) => sampleAccount({ name: `Account ${index}` })),
      }),
    );
    const html = renderHtml(many, 'x', 300_000);
    assert.ok(html.length <= 300_000, String(html.length));
    assert.match(html, /The document would be too long: \d+ accounts left out here/);
    const markdown = renderMarkdown(many, 50_000);
    assert.ok(markdown.length <= 50_000, String(markdown.length));
    assert.match(markdown, /The text would be too long: \d+ accounts left out/);
    const csv = renderCsv(many, 100_000);
    assert.ok(csv.length <= 100_000, String(csv.length));
    assert.match(csv, /,truncated,/);
  });

  it('of a thousand accounts are written one account at a time, within the limits', () => {
    const account = sampleAccount();
    const accounts = Array.from({ length: 1_000 }, (_, index) => ({ ...account, name: `Account ${index}` }));
    const large = buildReport(sampleInput({ accounts }));
    const steps = [...page.renderHtml(large, 'x')].length;
    assert.ok(steps > 100, String(steps));
    const html = renderHtml(large, 'x');
    assert.ok(html.length <= page.MAX_HTML_LENGTH, String(html.length));
    assert.ok(html.includes('Account 999'), 'the overview names all');
    assert.ok(renderMarkdown(large).length <= markdownFormat.MAX_MARKDOWN_LENGTH);
    assert.ok(renderCsv(large).length <= csvFormat.MAX_CSV_LENGTH);
  });

  it('are the same for findings of unknown checks', () => {
    const results = resultsOf({
      ...FINDINGS,
      future_check: { status: 'new_status', severity: 'odd', summary: 's', evidence: [] },
    });
    const policies = [{ node: '', baseline: { ...EMPTY_BASELINE, lastRun: AT, results } }];
    const text = renderHtml(only({ policies }), 'x');
    assert.ok(text.includes('future_check') && text.includes('new_status'));
  });
});
