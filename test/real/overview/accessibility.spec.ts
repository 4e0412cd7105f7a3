/** Every view at every width, light and dark: no violation that axe-core finds, and nothing that is cut off. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { sampleOverview } from '../../doubles/overview-sample';
import { describePage } from './support/each-page';
import type { OverviewPage } from './support/overview-page';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const violations = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = violations.parse(
    await page.evaluate('axe.run(document).then(({ violations }) => violations)'),
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

const SIZES = [
  { width: 1280, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
] as const;

/** [tab of the overview, tab of the view] */
const VIEWS = [
  ['Collection'],
  ['Risk'],
  ['Posture'],
  ['Posture', 'By control'],
  ['Posture', 'Accounts side by side'],
  ['Posture', 'Compare two dates'],
  ['API'],
] as const;

async function check(shown: OverviewPage, label: string): Promise<string[]> {
  const { page } = shown;
  const problems: string[] = [];
  for (const [view, tab] of VIEWS) {
    await shown.select(view);
    if (tab !== undefined) await page.getByRole('tab', { name: tab }).click();
    const more = page.locator('[role=tabpanel] [aria-expanded=false]').first();
    const name = `${view}${tab === undefined ? '' : ` - ${tab}`}`;
    await page.getByText('Loading …').waitFor({ state: 'detached' });
    await shown.picture(`${label} ${name}`);
    if ((await more.count()) > 0) {
      await more.click();
      await page.getByText('Loading …').waitFor({ state: 'detached' });
      await shown.picture(`${label} ${name} - unfolded`);
    }
    const found = [...(await violationsOf(page)), ...(await shown.widthProblems())];
    problems.push(...found.map((one) => `${name}: ${one}`));
  }
  return problems;
}

describePage('The overview, for everybody,', (it) => {
  for (const viewport of SIZES) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const label = `${viewport.width} ${colorScheme}`;
      it(
        `has no violation, and fits, at ${viewport.width} px, ${colorScheme}`,
        () => sampleOverview(30),
        async ({ shown }) => {
          assert.equal(await shown.page.locator('html').getAttribute('data-theme'), colorScheme);
          assert.deepEqual(await check(shown, label), []);
        },
        { viewport, colorScheme },
      );
    }
  }

  it(
    'fits in German on a phone',
    () => sampleOverview(30),
    async ({ shown }) => {
      const tabs = shown.page.locator('.mo-head [role=tab]');
      for (let at = 0; at < (await tabs.count()); at += 1) {
        await tabs.nth(at).click();
        await shown.isLoaded();
        await shown.picture(`390 German ${at}`);
        assert.deepEqual(await shown.widthProblems(), []);
      }
    },
    { viewport: { width: 390, height: 844 }, locale: 'de-DE' },
  );

  it(
    'is dark and light as the system is, also when it changes',
    () => sampleOverview(1),
    async ({ shown }) => {
      const { page } = shown;
      const background = () =>
        page.locator('.mimecast-overview').evaluate((one) => getComputedStyle(one).backgroundColor);
      const light = await background();
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('html[data-theme=dark]').waitFor();
      assert.notEqual(await background(), light);
    },
    { colorScheme: 'light' },
  );
});
