import { type PropertyTable, type Reading, readSettings, type Settings } from '../../properties/property-types';
import type { sourceProperties } from '../../properties/source';
import type { Stream } from '../../contracts/stream';

export type SourceTable = PropertyTable & typeof sourceProperties;

/** A type of source, independent of its nodes. */
export interface SourceType<Table extends SourceTable> {
  readonly type: string;
  readonly properties: Table;
  readonly streams: (settings: Settings<Table>) => readonly Stream[];
}

type Raw = Readonly<Record<string, unknown>>;

/** Validated settings and the streams that they read, or the problems. */
export type SourcePlan =
  | {
      readonly ok: true;
      readonly settings: Settings<typeof sourceProperties>;
      readonly streams: readonly Stream[];
    }
  | { readonly ok: false; readonly problems: Reading<PropertyTable>['problems'] };

const sourceTypes = new Map<string, { properties: PropertyTable; plan: (raw: Raw) => SourcePlan }>();

/** Call it once for each type, when its module is loaded. */
export function rememberType<Table extends SourceTable>(source: SourceType<Table>): void {
  const { type, properties, streams } = source;
  const plan = (raw: Raw): SourcePlan => {
    const { settings, problems } = readSettings(properties, raw);
    if (settings === undefined) return { ok: false, problems };
    const common: Settings<typeof sourceProperties> = settings;
    return { ok: true, settings: common, streams: streams(settings) };
  };
  sourceTypes.set(type, { properties, plan });
}

/** @returns the properties of a type and a parser for its settings; undefined: unknown type */
export function sourceType(
  type: string,
): { readonly properties: PropertyTable; readonly plan: (raw: Raw) => SourcePlan } | undefined {
  return sourceTypes.get(type);
}
