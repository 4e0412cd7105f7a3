/**
 * `node --import tsx test/bench/overview-page.ts`: the page of the overview with 1,000 accounts of six sources each, in
 * a real browser. Prints when something is shown, how long the main thread is busy with a change, and the memory.
 */
import type { CDPSession, Page } from 'playwright-core';
import { z } from 'zod';
import type { CollectionRow, OverviewModel } from '../../nodes/lib/contracts/overview';
import { sampleOverview } from '../doubles/overview-sample';
import { runCleanup } from '../real/harness/package/packed-once';
import { Cleanup } from '../real/harness/process/cleanup';
import { OverviewPage } from '../real/overview/support/overview-page';
import { OverviewServer } from '../real/overview/support/overview-server';

const ACCOUNTS = 1000;
const CHANGES = 20;
const ROWS_OF_A_CHANGE = 50;
const MB = 2 ** 20;

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

/** Time at which the page showed something, and at which it shows the first rows. */
async function measureStart(page: Page): Promise<{ readonly paint: number; readonly rows: number }> {
  await page.waitForSelector('.mo-table > tbody > tr');
  const rows = z
    .number()
    .parse(
      await page.evaluate(
        'new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))))',
      ),
    );
  const paint = z
    .number()
    .parse(await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"));
  return { paint, rows };
}

/** Of the page after garbage collection. */
async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}

/** Processor time that the main thread has taken for tasks, in ms. */
async function taskTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
}

const changedRows = (rows: readonly CollectionRow[], round: number): readonly CollectionRow[] =>
  rows
    .slice(round * ROWS_OF_A_CHANGE, (round + 1) * ROWS_OF_A_CHANGE)
    .map((row) => ({ ...row, waiting: row.waiting + 1 + round }));

/** Busy time of the main thread for each change: parsing, sorting, drawing. */
async function measureChanges(
  page: Page,
  session: CDPSession,
  server: OverviewServer,
  { at, collection }: OverviewModel,
): Promise<number[]> {
  const times: number[] = [];
  const rows = collection?.rows ?? [];
  for (let round = 0; round < CHANGES; round += 1) {
    const changed = changedRows(rows, round);
    const [first] = rows;
    if (first === undefined) throw new Error('no rows');
    // A visible row tells that the change has arrived. It is watched from inside: questions from here take time, too.
    const marker = `round ${round}`;
    await page.evaluate(`void (window.arrived = new Promise((resolve) => {
      const row = document.querySelector('tr[data-row="${first.id}"]');
      new MutationObserver((_, observer) => {
        if (row.querySelector('.mo-c-source a').textContent !== '${marker}') return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(resolve));
      }).observe(row, { subtree: true, characterData: true, childList: true });
    }))`);
    const before = await taskTime(session);
    server.send({ at, rows: [...changed.filter(({ id }) => id !== first.id), { ...first, name: marker }] });
    await page.evaluate('window.arrived');
    times.push((await taskTime(session)) - before);
  }
  return times;
}

async function run(): Promise<void> {
  const cleanup = new Cleanup();
  try {
    const model = sampleOverview(ACCOUNTS);
    const server = await OverviewServer.start(model, cleanup);
    const shown = await OverviewPage.open(server.url, cleanup);
    const { page } = shown;
    const { paint, rows } = await measureStart(page);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const memory = await heapOf(session);
    const changes = await measureChanges(page, session, server, model);
    const views: string[] = [];
    for (const view of ['Risk', 'Posture', 'API', 'Collection']) {
      const begin = Date.now();
      await shown.select(view);
      views.push(`${view} ${Date.now() - begin} ms, ${Math.round((await heapOf(session)) / MB)} MB`);
    }
    console.log(`${ACCOUNTS} accounts, ${model.collection?.rows.length} rows`);
    console.log(
      `first paint ${Math.round(paint)} ms, first rows ${Math.round(rows)} ms, ${Math.round(memory / MB)} MB`,
    );
    console.log(
      `a change of ${ROWS_OF_A_CHANGE} rows: median ${Math.round(median(changes))} ms, at most ${Math.round(Math.max(...changes))} ms of the main thread`,
    );
    console.log(`other views: ${views.join('; ')}`);
    console.log(`errors: ${shown.errors.length}`);
  } finally {
    await cleanup.close();
    await runCleanup.close();
  }
}

run().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
