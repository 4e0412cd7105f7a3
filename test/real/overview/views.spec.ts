/** What the views show, and what can be done in them. */
import assert from 'node:assert/strict';
import { sampleOverview } from '../../doubles/overview-sample';
import { describePage } from './support/each-page';

const small = () => sampleOverview(3);
const many = () => sampleOverview(30);

describePage('The overview, view by view,', (it) => {
  it('shows collection with what fails first, what is wrong and what to do', many, async ({ shown }) => {
    const first = shown.rows().first();
    assert.match(await first.innerText(), /The receiver rejects batches[\s\S]*403 Invalid token/);
    assert.match(await first.innerText(), /12 batches rejected[\s\S]*Check the receiver/);
    assert.match(await shown.page.locator('.mo-counts').innerText(), /9 failing/);
    assert.equal(await first.locator('svg[role=img]').count(), 2);
  });

  it('filters by text and by state, and says how many rows are left', many, async ({ shown }) => {
    const { page } = shown;
    await page.getByLabel('Only what needs attention').check();
    await page.getByText('13 of 180 shown').waitFor();
    assert.equal(await shown.rows().count(), 13);
    await page.getByLabel('Account, node or type').fill('customer 0003');
    await page.getByText('1 of 180 shown').waitFor();
    assert.match(await shown.rows().first().innerText(), /Batches are not acknowledged/);
    await page.getByLabel('Account, node or type').fill('no such account');
    await page.getByText('Nothing matches the filter.').waitFor();
  });

  it('sorts by a column, and the other way round', many, async ({ shown }) => {
    const { page } = shown;
    const header = page.getByRole('columnheader', { name: 'Account' });
    const accounts = () => page.locator('.mo-c-account .mo-name').first().innerText();
    await header.getByRole('button').click();
    assert.equal(await header.getAttribute('aria-sort'), 'ascending');
    assert.equal(await accounts(), 'Customer 0001');
    await header.getByRole('button').click();
    assert.equal(await header.getAttribute('aria-sort'), 'descending');
    assert.equal(await accounts(), 'Customer 0030');
  });

  it('shows a page of rows at a time', many, async ({ shown }) => {
    assert.equal(await shown.rows().count(), 50);
    await shown.page.getByRole('button', { name: 'Last page' }).click();
    await shown.page.getByText('Page 4 of 4').waitFor();
    assert.equal(await shown.rows().count(), 30);
  });

  it(
    'unfolds the ledger of a row as a calendar: who was asked, which days, which gaps',
    small,
    async ({ shown }) => {
      const { page } = shown;
      await page
        .getByRole('button', { name: /^Days and gaps/ })
        .first()
        .click();
      await page.getByText(/^Asked: account C0A1, stream siem\.batch\.receipt/).waitFor();
      assert.match(
        String(await page.locator('.mo-calendar').getAttribute('aria-label')),
        /Oct 17, 2026 to Nov 20, 2026: \d+ proved/,
      );
      assert.match(await page.locator('.mo-detail').innerText(), /the files have expired/);
      await page.getByText(/^Days that are not proved/).click();
      assert.match(
        await page.locator('.mo-detail details tbody tr').first().innerText(),
        /Nov 20, 2026\s+today/,
      );
    },
  );

  it('links a row to its node in the editor', small, async ({ shown, server }) => {
    const link = shown.rows().first().getByRole('link');
    const url = new URL(String(await link.getAttribute('href')));
    assert.equal(url.href, new URL(`../../#node/${server.model.collection?.rows[0]?.link}`, server.url).href);
  });

  it(
    'shows a tile for each indicator: value, limits, line, coverage, and why there is none',
    many,
    async ({ shown }) => {
      const { page } = shown;
      await shown.select('Risk');
      const tile = page.locator('.mo-tile').first();
      assert.match(await tile.innerText(), /16\.3\s+%\s+red/);
      assert.match(await tile.innerText(), /amber below 95, red below 85/);
      assert.match(await tile.innerText(), /Counted: 80% of the time range/);
      assert.equal(await tile.locator('.mo-limit-amber, .mo-limit-red').count(), 2);
      await page.getByLabel('Indicator', { exact: true }).selectOption('mimecast_hold_queue_size');
      await page.getByText(/^30 of 330 shown/).waitFor();
      await page.getByLabel('Order', { exact: true }).selectOption('account');
      assert.match(await page.locator('.mo-tile .mo-name').first().innerText(), /Customer 0001/);
      const unlicensed = page.locator('.mo-tile', { hasText: 'Not licensed' }).first();
      assert.equal(await unlicensed.locator('.mo-big').innerText(), '–');
    },
  );

  it('unfolds the history of a tile', small, async ({ shown }) => {
    await shown.select('Risk');
    const tile = shown.page.locator('.mo-tile').first();
    await tile.getByRole('button', { name: /^History/ }).click();
    await tile.getByText('Last value of each day').first().waitFor();
    assert.equal(await tile.locator('.mo-chart').count(), 2);
  });

  it('shows findings by severity, with the evidence one click away', many, async ({ shown }) => {
    const { page } = shown;
    await shown.select('Posture');
    assert.match(await shown.rows().first().innerText(), /critical/);
    await page.getByLabel('Severity').selectOption('low');
    assert.match(await shown.rows().first().innerText(), /low/);
    await page
      .getByRole('columnheader', { name: /Last change/ })
      .getByRole('button')
      .click();
    assert.match(
      await shown.rows().first().innerText(),
      /1 added, 0 removed, 2 changed[\s\S]*admin@example\.com/,
    );
    await shown.rows().first().getByRole('button').click();
    await page.getByText('/api/policy/blockedsenders/get-policy').waitFor();
    assert.match(await page.locator('.mo-detail').innerText(), /Block list[\s\S]*Policy Edited/);
  });

  it('shows findings by control of a framework', many, async ({ shown }) => {
    await shown.select('Posture');
    await shown.page.getByRole('tab', { name: 'By control' }).click();
    await shown.page.getByLabel('Framework').selectOption('NIST 800-53');
    const row = shown.rows().first();
    assert.match(await row.innerText(), /SI-8[\s\S]*145\s+242\s+243/);
  });

  it('shows accounts side by side, the lowest score first', many, async ({ shown }) => {
    await shown.select('Posture');
    await shown.page.getByRole('tab', { name: 'Accounts side by side' }).click();
    const scores = await shown.page.locator('.mo-matrix thead .mo-muted').allInnerTexts();
    assert.equal(scores.length, 5);
    assert.deepEqual(scores, scores.toSorted());
  });

  it('compares two dates', small, async ({ shown, server }) => {
    const { page } = shown;
    const { posture } = server.model;
    assert.ok(posture);
    const [first, ...others] = posture.accounts;
    assert.ok(first);
    const [finding, ...rest] = first.findings;
    assert.ok(finding);
    const changed = {
      ...first,
      findings: [{ ...finding, status: 'disabled', level: 'bad' } as const, ...rest],
    };
    server.earlier.set('2026-11-02', { ...posture, at: '2026-11-02', accounts: [changed, ...others] });
    await shown.select('Posture');
    await page.getByRole('tab', { name: 'Compare two dates' }).click();
    await page.getByText('No result differs.').waitFor();
    await page.getByLabel('End of', { exact: true }).fill('2026-11-02');
    await shown.rows().first().waitFor();
    assert.equal(await shown.rows().count(), 1);
    assert.match(await shown.rows().first().innerText(), /Customer 0001[\s\S]*disabled[\s\S]*passed/);
    await page.getByLabel(/^with end of/).fill('2026-11-02');
    await page.getByText('No result differs.').waitFor();
  });

  it('shows quota, calls, waits, latency and token of each account', many, async ({ shown }) => {
    await shown.select('API');
    const text = await shown.rows().first().innerText();
    assert.match(text, /to watch[\s\S]*Customer 0005/);
    assert.match(text, /0 of 50 in 15 min · used up, says Mimecast · full again in 9 min/);
    assert.match(text, /3 in the last hour, 41 in 7 days[\s\S]*median 124 ms, at most 900 ms/);
    assert.match(text, /issued 11 min\. ago[\s\S]*renewed in 16 min\.[\s\S]*The quota is used up/);
  });

  it(
    'says so when there is nothing yet',
    () => ({ version: 1, at: '2026-11-20T06:30:00.000Z', accounts: [] }),
    async ({ shown, server }) => {
      const empty = { hoursFrom: server.model.at, omitted: 0, rows: [] };
      server.model = {
        ...server.model,
        collection: { ...empty, daysFrom: '2026-10-17' },
        risk: { daysFrom: '2026-10-22', indicators: {}, tiles: [], omitted: 0 },
        posture: { at: null, since: null, checks: {}, accounts: [], omitted: 0 },
        api: empty,
      };
      await shown.page.reload();
      for (const [view, text] of [
        ['Collection', 'No source is deployed.'],
        ['Risk', 'No indicator is selected.'],
        ['Posture', 'No policy check is deployed.'],
        ['API', 'No account is deployed.'],
      ] as const) {
        await shown.select(view);
        await shown.page.getByText(text).waitFor();
      }
    },
  );

  it(
    'opens the view that the address names, and keeps it there',
    small,
    async ({ shown }) => {
      await shown.page.getByRole('tab', { name: 'API', selected: true }).waitFor();
      await shown.select('Risk');
      assert.equal(new URL(shown.page.url()).hash, '#risk');
    },
    { hash: '#api' },
  );

  it(
    'speaks German where the browser does',
    small,
    async ({ shown }) => {
      await shown.page.getByRole('tab', { name: 'Abruf', selected: true }).waitFor();
      assert.equal(await shown.page.locator('html').getAttribute('lang'), 'de');
      assert.match(await shown.rows().first().innerText(), /Mimecast lehnt die Anmeldung ab/);
      await shown.select('Risiko');
      assert.match(
        await shown.page.locator('.mo-tile h3').first().innerText(),
        /^[A-Z].*(Mails|Anhänge|Domains)/,
      );
    },
    { locale: 'de-AT' },
  );

  it('speaks the language of the editor, if one is selected there', small, async ({ shown }) => {
    await shown.page.evaluate("localStorage.setItem('editor-language', 'de')");
    await shown.page.reload();
    await shown.page.getByRole('tab', { name: 'Abruf', selected: true }).waitFor();
  });

  it(
    'works below another admin root, and without the slash at the end',
    small,
    async ({ shown, server }) => {
      await shown.page.goto(server.url.slice(0, -1));
      await shown.isLoaded();
      assert.equal(new URL(shown.page.url()).pathname, '/red/admin/mimecast/overview/');
      assert.ok((await shown.rows().count()) > 0);
    },
    { root: '/red/admin/' },
  );
});
