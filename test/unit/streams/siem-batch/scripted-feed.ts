import assert from 'node:assert/strict';
import type { Notice } from '../../../../nodes/lib/contracts/stream';
import type { ScriptedPage } from '../../../doubles/scripted-client';
import { linesOf } from './poll';

/** Pages and files of a scripted feed, for the specs about failures. */
export const text = (name: string): string => linesOf(name, 3).join('\n');
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const body = (path: string): string => text(nameOf(path));
export const all = (...names: string[]): string[] => names.flatMap((name) => linesOf(name, 3));
export const END: ScriptedPage = { next: 'end', caughtUp: true };

export const only = (notices: readonly Notice[]): Notice => {
  assert.equal(notices.length, 1);
  const [notice] = notices;
  assert.ok(notice);
  return notice;
};
