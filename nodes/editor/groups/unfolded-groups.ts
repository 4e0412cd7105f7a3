import { isJsonObject } from '../../lib/contracts/json';

/** In the browser, like the widths of the editor's sidebars: it says nothing about the flow. */
const KEY = 'mimecast-unfolded-groups';

type Unfolded = Readonly<Record<string, readonly string[]>>;

/** By node type. Text of another version, or of a person, counts as nothing. */
export function parseUnfolded(text: string | null): Unfolded {
  try {
    const stored: unknown = JSON.parse(text ?? '{}');
    if (!isJsonObject(stored)) return {};
    const lists = Object.entries(stored).map(([type, groups]) => [
      type,
      Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [],
    ]);
    return Object.fromEntries(lists);
  } catch {
    return {};
  }
}

/** @returns the same, after a person folded or unfolded a group */
export function withGroup(unfolded: Unfolded, type: string, group: string, isOpen: boolean): Unfolded {
  const others = (unfolded[type] ?? []).filter((name) => name !== group);
  return { ...unfolded, [type]: isOpen ? [...others, group] : others };
}

/** A browser may refuse to store anything. The dialog works without that. */
function readText(): string | null {
  try {
    return RED.settings.getLocal(KEY);
  } catch {
    return null;
  }
}

export const unfoldedGroups = (type: string): readonly string[] => parseUnfolded(readText())[type] ?? [];

export function rememberGroup(type: string, group: string, isOpen: boolean): void {
  const changed = withGroup(parseUnfolded(readText()), type, group, isOpen);
  try {
    RED.settings.setLocal(KEY, JSON.stringify(changed));
  } catch {
    // See readText.
  }
}
