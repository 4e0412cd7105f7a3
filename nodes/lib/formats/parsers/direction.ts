import type { Direction } from '../event';

const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['inbound', 'inbound'],
  ['outbound', 'outbound'],
  ['internal', 'internal'],
]);

/** `Inbound`, `inbound` or `INBOUND`: the case changed in mid-2025 (wire.md 14, row 20). */
export function parseDirection(value: unknown): Direction | undefined {
  return typeof value === 'string' ? DIRECTIONS.get(value.trim().toLowerCase()) : undefined;
}
