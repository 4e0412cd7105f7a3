import type { Stream } from '../../contracts/stream';
import {
  type PropertyTable,
  readSettings,
  type Settings,
  type SettingsResult,
} from '../../properties/property-types';
import type { sourceProperties } from '../../properties/source';

export type SourcePropertyTable = PropertyTable & typeof sourceProperties;

/** A type of source, independent of its nodes. */
export interface SourceType<Table extends SourcePropertyTable> {
  readonly type: string;
  readonly properties: Table;
  readonly streams: (settings: Settings<Table>) => readonly Stream[];
}

type Raw = Readonly<Record<string, unknown>>;

/** Validated settings and the streams that they read, or the problems. */
export type SourceConfigResult =
  | {
      readonly ok: true;
      readonly settings: Settings<typeof sourceProperties>;
      readonly streams: readonly Stream[];
    }
  | { readonly ok: false; readonly problems: SettingsResult<PropertyTable>['problems'] };

const sourceTypes = new Map<string, { properties: PropertyTable; plan: (raw: Raw) => SourceConfigResult }>();

/** Call it once for each type, when its module is loaded. */
export function registerSourceType<Table extends SourcePropertyTable>(source: SourceType<Table>): void {
  const { type, properties, streams } = source;
  const plan = (raw: Raw): SourceConfigResult => {
    const { settings, problems } = readSettings(properties, raw);
    if (settings === undefined) return { ok: false, problems };
    const common: Settings<typeof sourceProperties> = settings;
    return { ok: true, settings: common, streams: streams(settings) };
  };
  sourceTypes.set(type, { properties, plan });
}

/** @returns the properties of a type and a parser for its settings; undefined: unknown type */
export function findSourceType(
  type: string,
): { readonly properties: PropertyTable; readonly plan: (raw: Raw) => SourceConfigResult } | undefined {
  return sourceTypes.get(type);
}
