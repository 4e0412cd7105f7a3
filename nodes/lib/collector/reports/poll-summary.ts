/**
 * For example `fetched 1234 events (receipt 900, delivery 334) in 2.1 s`; undefined when there were no
 * records.
 */
export function formatPollSummary(
  byType: ReadonlyMap<string, number>,
  durationMs: number,
): string | undefined {
  const some = [...byType].filter(([, records]) => records > 0);
  if (some.length === 0) return undefined;
  const total = some.reduce((sum, [, records]) => sum + records, 0);
  const detail = some.map(([type, records]) => `${type} ${records}`).join(', ');
  return `fetched ${total} events (${detail}) in ${(durationMs / 1000).toFixed(1)} s`;
}
