/** Names and reasons come from other systems. Whatever they are, they are shown as text. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import type { OverviewModel } from '../../../nodes/lib/contracts/overview';
import { sampleOverview } from '../../doubles/overview-sample';
import { describePage } from './support/each-page';

const ATTACKS = [
  '<img src=x onerror="window.attacked=1">',
  '<script>window.attacked=1</script>',
  '"><svg onload=window.attacked=1>',
  "javascript:window.attacked=1//'",
  '{{constructor.constructor("window.attacked=1")()}}',
  '__proto__',
  '\u202egnp.exe',
] as const;

/** Codes that the page looks up have these values in the sample: other texts in their place are tried, too. */
const KEPT = new Set(['version', 'at', 'level', 'hours', 'days', 'daysFrom', 'hoursFrom', 'points']);
const IDS = new Set(['id', 'account', 'node', 'indicator', 'check']);

/** The same model with an attack in every text, apart from what keeps it one model: ids, times and levels. */
function hostile(value: unknown, attack: string, key = ''): unknown {
  if (KEPT.has(key) || /(At|From|since|Since|asOf|until)$/.test(key)) return value;
  // Ids stay different from each other, and the same everywhere.
  if (IDS.has(key) && typeof value === 'string') return `${attack} ${value}`;
  if (typeof value === 'string') return attack;
  if (Array.isArray(value)) return value.map((one) => hostile(one, attack));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, hostile(one, attack, name)]));
}

const isModel = (value: unknown): value is OverviewModel =>
  typeof value === 'object' && value !== null && 'accounts' in value;

function hostileModel(attack: string): OverviewModel {
  const sample = sampleOverview(12);
  const model = hostile(sample, attack);
  assert.ok(isModel(model));
  const { risk, posture } = model;
  if (risk === undefined || posture === undefined || !sample.risk || !sample.posture)
    throw new Error('no parts');
  // Their keys are ids.
  const renamed = <T>(info: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(info).map(([id, one]) => [`${attack} ${id}`, one]));
  return {
    ...model,
    risk: { ...risk, indicators: renamed(risk.indicators) },
    posture: { ...posture, checks: renamed(posture.checks) },
  };
}

const attacked = async (page: Page): Promise<unknown> => page.evaluate('window.attacked');

/** Elements that nothing of ours creates, and links that lead elsewhere. */
const foreign = async (page: Page): Promise<string[]> =>
  z.array(z.string()).parse(
    await page.evaluate(`[...document.querySelectorAll('main img, main script, main iframe, main [onload], main [onerror], main a[href^="javascript:" i]')]
      .map((one) => one.outerHTML)`),
  );

describePage('The overview with hostile names in every field', (it) => {
  for (const attack of ATTACKS) {
    it(
      `shows them as text: ${attack}`,
      () => hostileModel(attack),
      async ({ shown, server }) => {
        const { page } = shown;
        for (const view of ['Collection', 'Risk', 'Posture', 'API']) {
          await shown.select(view);
          assert.ok((await page.locator('#mo-panel').innerText()).includes(attack), view);
          const unfold = page.locator('[role=tabpanel] [aria-expanded=false]').first();
          if ((await unfold.count()) > 0) {
            await unfold.click();
            await page.getByText('Loading …').waitFor({ state: 'detached' });
          }
          assert.deepEqual(await foreign(page), []);
          assert.deepEqual(await page.locator('[role=alert]').allInnerTexts(), []);
        }
        await shown.select('Posture');
        for (const tab of ['By control', 'Accounts side by side', 'Compare two dates']) {
          await page.getByRole('tab', { name: tab }).click();
          assert.deepEqual(await foreign(page), []);
        }
        const row = server.model.collection?.rows[0];
        assert.ok(row);
        await shown.select('Collection');
        server.send({ at: server.model.at, rows: [{ ...row, name: `${attack} again` }] });
        await page.getByText(`${attack} again`).waitFor();
        assert.deepEqual(await foreign(page), []);
        assert.equal(await attacked(page), undefined);
      },
    );
  }

  it(
    'breaks a long name without a space instead of the page',
    () => sampleOverview(12, () => 'W'.repeat(120)),
    async ({ shown }) => {
      for (const view of ['Collection', 'Risk', 'Posture', 'API']) {
        await shown.select(view);
        assert.deepEqual(await shown.widthProblems(), [], view);
      }
    },
    { viewport: { width: 390, height: 844 } },
  );

  it(
    'loads nothing from elsewhere: its policy allows no inline script',
    () => sampleOverview(1),
    async ({ shown }) => {
      const { page } = shown;
      await page.evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = 'window.attacked = 1';
      document.body.append(script);
    })()`);
      assert.equal(await attacked(page), undefined);
      assert.match(shown.errors.splice(0).join(), /Content Security Policy/);
    },
  );
});
