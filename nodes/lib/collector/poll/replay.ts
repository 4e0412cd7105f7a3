import { randomUUID } from 'node:crypto';
import type { Stream } from '../../contracts/stream';
import type { ReplayRange } from '../delivery/messages';
import type { CollectorSettings, SharedDeps } from '../deps';
import { createReport, type ReportBody } from '../reports/reports';
import type { PollContext } from './poll-stream';
import { observeClient } from './watched-client';

/**
 * Sends a range again, marked as a replay. Positions do not change. A restart interrupts it.
 * @param onRecords called with the number of records of each page
 * @throws errors of the stream; `signal.reason` when aborted
 */
export async function replayStream(
  stream: Stream,
  { start, end }: ReplayRange,
  context: PollContext,
  { events }: SharedDeps,
  settings: CollectorSettings,
  onRecords: (records: number) => void,
): Promise<void> {
  const report = (body: ReportBody): void => events.report(createReport(stream, body, Date.now()));
  if (stream.replay === undefined) {
    report({ kind: 'hint', message: `${stream.type} has no history that could be read again` });
    return;
  }
  const { client, account, signal } = context;
  const origin = { account, demo: client.demo, source: settings.id, replay: { start, end } };
  const delivery = context.createDelivery(origin);
  const readContext = {
    ...settings,
    client: observeClient(client, { onTrouble: (trouble) => context.onTrouble(stream, trouble) }),
    signal,
    onThrottled: (throttled: Parameters<PollContext['onThrottled']>[1]) =>
      context.onThrottled(stream, throttled),
  };
  for await (const page of stream.replay(Date.parse(start), Date.parse(end), readContext)) {
    for (const notice of page.notices) {
      if (notice.kind !== 'duplicates' && notice.kind !== 'swept') report(notice);
    }
    if (page.records.length === 0) continue;
    const batch = { id: randomUUID(), records: page.records, stream, collectedAt: Date.now(), attempt: 1 };
    await delivery.send(batch, async () => undefined, signal);
    onRecords(page.records.length);
  }
  await delivery.flush();
}
