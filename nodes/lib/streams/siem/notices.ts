import type { Notice } from '../../shipping/stream';
import type { BadLines } from '../lines/bad-lines';

export function quarantineOf(path: string, bad: BadLines): readonly Notice[] {
  return bad.count === 0
    ? []
    : [{ kind: 'quarantine', file: path, count: bad.count, samples: [...bad.samples] }];
}

/**
 * @param from epoch ms; `to` too
 * @param recoverable another feed still has it
 */
export function gap(from: number, to: number, reason: string, recoverable = false): Notice {
  return { kind: 'gap', from: iso(from), to: iso(to), recoverable, reason };
}

export function rewind(from: number, reason: string): Notice {
  return { kind: 'rewind', from: iso(from), reason };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
