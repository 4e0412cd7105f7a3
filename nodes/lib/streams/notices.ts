import type { Notice } from '../contracts/stream';
import type { QuarantinedLines } from './ndjson/quarantine';

export function fileQuarantineNotices(path: string, bad: QuarantinedLines): readonly Notice[] {
  return bad.count === 0
    ? []
    : [{ kind: 'quarantine', file: path, count: bad.count, samples: [...bad.samples] }];
}

/**
 * A range that was not read.
 * @param from epoch ms; `to` too
 * @param recoverable whether another feed still has it
 */
export function gapNotice(from: number, to: number, reason: string, recoverable = false): Notice {
  return { kind: 'gap', from: toIso(from), to: toIso(to), recoverable, reason };
}

/**
 * Reading continues from an earlier time.
 * @param from epoch ms
 */
export function rewindNotice(from: number, reason: string): Notice {
  return { kind: 'rewind', from: toIso(from), reason };
}

function toIso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
