import { z } from 'zod';
import { epochMs } from '../../util/epoch-schema';
import { type Ledger, ledgerSchema } from './ledger';

/** The saved state of a source as one JSON text, schema version 1. */

const entrySchema = z.object({
  key: z.string(),
  /** Mimecast's account code; '' where the application has no permission to read it */
  account: z.string(),
  fingerprint: z.string(),
  savedAt: z.string(),
  position: z.unknown(),
  ledger: ledgerSchema.optional().catch(undefined),
});

const stateSchema = z.object({
  /** paused by a message; survives a restart */
  paused: z.boolean().default(false),
  /** epoch ms at which the last complete poll ended; null: there was none, or a poll is in progress */
  lastRun: epochMs.nullable().default(null),
  /** a replay in progress, ISO 8601; if it is still here after a start, the replay was interrupted */
  replay: z.object({ start: z.string(), end: z.string() }).nullable().default(null),
});

const documentSchema = z.object({
  version: z.literal(1),
  source: stateSchema.catch({ paused: false, lastRun: null, replay: null }),
  entries: z.array(entrySchema),
});

export type CheckpointEntry = z.infer<typeof entrySchema>;

/** The saved state of a source apart from the positions of its streams. */
export type SavedState = Readonly<z.infer<typeof stateSchema>>;

export interface CheckpointDocument {
  readonly source: SavedState;
  readonly entries: readonly SerializedEntry[];
}

export interface SerializedEntry extends CheckpointEntry {
  readonly ledger?: Ledger | undefined;
  /** serialized form; only changed entries are serialized again */
  readonly text: string;
}

export const EMPTY_DOCUMENT: CheckpointDocument = {
  source: { paused: false, lastRun: null, replay: null },
  entries: [],
};

export function parseDocument(text: string): CheckpointDocument | undefined {
  try {
    const parsed = documentSchema.safeParse(JSON.parse(text));
    return parsed.success ? { ...parsed.data, entries: parsed.data.entries.map(serializeEntry) } : undefined;
  } catch {
    return undefined;
  }
}

export function serializeDocument({ source, entries }: CheckpointDocument): string {
  const texts = entries.map((entry) => entry.text).join(',\n');
  return `{"version":1,"source":${JSON.stringify(source)},"entries":[${texts}]}\n`;
}

export function serializeEntry(entry: CheckpointEntry): SerializedEntry {
  return { ...entry, text: JSON.stringify(entry) };
}

/**
 * Merges documents from several stores. Each position comes from its most recent entry, the state of the
 * source from the document with the most recent entry.
 */
export function mergeDocuments(documents: readonly CheckpointDocument[]): CheckpointDocument {
  const byAge = documents.toSorted((a, b) => lastSavedAt(a).localeCompare(lastSavedAt(b)));
  const identities = new Map<string, SerializedEntry[]>();
  for (const entry of byAge.flatMap(({ entries }) => entries)) {
    const identity = JSON.stringify([entry.key, entry.fingerprint, entry.account]);
    identities.set(identity, [...(identities.get(identity) ?? []), entry]);
  }
  const entries = [...identities.values()].flatMap((same) => findNewest(same) ?? []);
  return { source: byAge.at(-1)?.source ?? EMPTY_DOCUMENT.source, entries };
}

function lastSavedAt({ entries }: CheckpointDocument): string {
  return findNewest(entries)?.savedAt ?? '';
}

/** The most recently saved entry. */
export function findNewest(entries: readonly SerializedEntry[]): SerializedEntry | undefined {
  return entries.reduce<SerializedEntry | undefined>(
    (latest, entry) => (latest === undefined || entry.savedAt >= latest.savedAt ? entry : latest),
    undefined,
  );
}
