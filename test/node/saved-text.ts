import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { PositionFile } from '../../nodes/lib/shipping/position-file';

/** What a node has saved, read as the node reads it: while it saves, only the generation before may be there. */
export async function savedText(path: string): Promise<string> {
  const text = await new PositionFile(path).read(() => true);
  assert.ok(text !== undefined, `nothing was saved at ${path}`);
  return text;
}

/** Names of what is saved in a folder, in their order, whether a save is under way or not. */
export async function savedNames(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).map((name) => name.replace(/\.previous$/, ''));
  return [...new Set(names.filter((name) => name.endsWith('.json')))].sort();
}
