import { type Link, TODAY } from './tenant';

export const pathsOf = (links: readonly Link[]): string[] => links.map(({ url }) => new URL(url).pathname);
export const start = { type: 'receipt', dateRangeStartsAt: TODAY };

/** The period of a file. */
export function slotOf({ url }: Link): number {
  return Number.parseInt(/-(\w+)\.json\.gz/.exec(url)?.[1] ?? '', 36);
}
