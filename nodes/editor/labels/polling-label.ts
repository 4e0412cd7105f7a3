import type { Translate } from '../fields/fields';
import { withAccountLabel } from './account-suffix';
import { type Schedule, sourceLabel } from './node-label';

interface PollingValues extends Schedule {
  readonly name: string;
  readonly account: string;
}

/**
 * The name of a node that works at intervals, else a description, with the account if there are several.
 * @param selection see `sourceLabel`
 * @param variant appended to the title
 */
export function pollingLabel(
  node: { readonly _: Translate },
  values: PollingValues,
  selection: (translate: Translate) => readonly string[],
  variant = '',
): string {
  const translate: Translate = (key) => node._(key);
  const title = [node._('title'), variant].join(' ').trim();
  const label = (max: number): string => sourceLabel(title, selection(translate), values, translate, max);
  return values.name || withAccountLabel(label, values.account);
}
