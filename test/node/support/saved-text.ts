import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { FileCheckpointStore } from '../../../nodes/lib/collector/checkpoint/file-checkpoint-store';

/** The saved text of a node, read as the node reads it: during a save only the previous generation may exist. */
export async function savedText(path: string): Promise<string> {
  const text = await new FileCheckpointStore(path).read(() => true);
  assert.ok(text !== undefined, `nothing was saved at ${path}`);
  return text;
}

/** Sorted names of the saved files in a folder, whether a save is under way or not. */
export async function savedNames(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).map((name) => name.replace(/\.previous$/, ''));
  return [...new Set(names.filter((name) => name.endsWith('.json')))].sort();
}
