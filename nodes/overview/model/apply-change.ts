/** The model after a change: rows are replaced by their ids. Parts that are not loaded stay so. */
import type { OverviewChange, OverviewModel } from '../../lib/contracts/overview';

/** The same array when nothing has changed. Rows that are not known are appended. */
function replaced<Row>(
  rows: readonly Row[],
  changed: readonly Row[] | undefined,
  idOf: (row: Row) => string,
): readonly Row[] {
  if (changed === undefined || changed.length === 0) return rows;
  const byId = new Map(changed.map((row) => [idOf(row), row]));
  const kept = rows.map((row) => {
    const id = idOf(row);
    const next = byId.get(id) ?? row;
    byId.delete(id);
    return next;
  });
  return [...kept, ...byId.values()];
}

export function applyChange(model: OverviewModel, change: OverviewChange): OverviewModel {
  const { collection, risk, posture, api } = model;
  return {
    ...model,
    at: change.at,
    ...(collection && {
      collection: { ...collection, rows: replaced(collection.rows, change.rows, ({ id }) => id) },
    }),
    ...(risk && { risk: { ...risk, tiles: replaced(risk.tiles, change.tiles, ({ id }) => id) } }),
    ...(posture && {
      posture: { ...posture, accounts: replaced(posture.accounts, change.postures, ({ node }) => node) },
    }),
    ...(api && { api: { ...api, rows: replaced(api.rows, change.api, ({ account }) => account) } }),
  };
}
