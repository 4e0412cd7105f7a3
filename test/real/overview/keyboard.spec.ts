/** Everything with the keyboard alone. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { sampleOverview } from '../../doubles/overview-sample';
import { describePage } from './support/each-page';

const focused = async (page: Page): Promise<string> =>
  z
    .string()
    .parse(
      await page.evaluate(
        "document.activeElement?.getAttribute('aria-label') || document.activeElement?.textContent || ''",
      ),
    );

const press = async (page: Page, ...keys: readonly string[]): Promise<string> => {
  for (const key of keys) await page.keyboard.press(key);
  return focused(page);
};

const small = () => sampleOverview(3);
const many = () => sampleOverview(30);

describePage('The overview, by keyboard,', (it) => {
  it('moves from view to view with the arrow keys, round and round', many, async ({ shown }) => {
    const { page } = shown;
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'Collection');
    assert.equal(await press(page, 'ArrowRight'), 'Risk');
    assert.equal(await press(page, 'End'), 'API');
    assert.equal(await press(page, 'ArrowRight'), 'Collection');
    assert.equal(await press(page, 'ArrowLeft', 'Home'), 'Collection');
    assert.equal(await press(page, 'Tab'), 'Open the editor');
  });

  it('has one stop for all rows, and goes through them with the arrow keys', many, async ({ shown }) => {
    const { page } = shown;
    assert.equal(await page.locator('.mo-table [data-slot][tabindex="0"]').count(), 2);
    await shown.rows().first().getByRole('link').focus();
    assert.equal(await press(page, 'ArrowDown'), 'receipt of 0');
    assert.equal(await press(page, 'ArrowRight'), 'Days and gaps: Customer 0001, receipt');
    assert.equal(await press(page, 'ArrowDown'), 'Days and gaps: Customer 0003, receipt');
    assert.equal(await press(page, 'Home'), 'Days and gaps: Customer 0015, receipt');
    assert.equal(await press(page, 'ArrowUp'), 'Days and gaps: Customer 0015, receipt');
    await press(page, 'End');
    assert.equal(await page.locator('.mo-table > tbody > tr:last-child :focus').count(), 1);
    // Tab leaves the table: the pager is next.
    assert.equal(await press(page, 'Tab'), 'Next page');
  });

  it('unfolds and folds a row', many, async ({ shown }) => {
    const { page } = shown;
    await shown.rows().first().getByRole('button').focus();
    await page.keyboard.press('Enter');
    await page.locator('.mo-calendar').waitFor();
    await page.keyboard.press('Space');
    await page.locator('.mo-calendar').waitFor({ state: 'detached' });
  });

  it('keeps the focus on a row that moves to another place', small, async ({ shown, server }) => {
    const { page } = shown;
    const rows = server.model.collection?.rows ?? [];
    const row = rows.find(({ level }) => level === 'ok');
    assert.ok(row);
    const button = page.locator(`tr[data-row="${row.id}"]`).getByRole('button');
    await button.focus();
    const name = await focused(page);
    server.send({ at: server.model.at, rows: [{ ...row, level: 'bad', state: 'failed', lagMs: 10 ** 9 }] });
    await page.locator(`tbody > tr[data-row="${row.id}"]:first-child`).waitFor();
    assert.equal(await focused(page), name);
  });

  it('goes through the tiles with the arrow keys', many, async ({ shown }) => {
    const { page } = shown;
    await shown.select('Risk');
    await page.locator('.mo-tile').first().getByRole('link').focus();
    assert.match(await press(page, 'ArrowRight'), /^History: .*Customer 0002$/);
    assert.match(await press(page, 'ArrowDown'), /^History: .*Customer 0003$/);
    assert.equal(await page.locator('.mo-tiles [data-slot][tabindex="0"]').count(), 2);
  });

  it('shows where the focus is', many, async ({ shown }) => {
    const { page } = shown;
    await page.keyboard.press('Tab');
    for (let stop = 0; stop < 12; stop += 1) {
      const width = await page.evaluate(
        "parseFloat(getComputedStyle(document.activeElement).outlineWidth) * (getComputedStyle(document.activeElement).outlineStyle === 'none' ? 0 : 1)",
      );
      assert.ok(Number(width) >= 2, `${await focused(page)} shows no focus`);
      await page.keyboard.press('Tab');
    }
  });
});
