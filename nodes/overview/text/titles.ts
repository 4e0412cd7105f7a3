/** Titles of indicators and checks. What the package does not know keeps the title that came with it. */
import type { CheckInfo, IndicatorInfo } from '../../lib/contracts/overview';
import type { Context } from './context';

/** The texts of the dialogs: after a semicolon they say what is required. */
const titleOf = (text: string): string => {
  const [title = ''] = text.split(';');
  return title.charAt(0).toUpperCase() + title.slice(1);
};

export function indicatorTitle(id: string, info: IndicatorInfo | undefined, { find }: Context): string {
  const text = find(`indicators.${id}`);
  return text === undefined ? (info?.title ?? id) : titleOf(text);
}

export function checkTitle(id: string, info: CheckInfo | undefined, { find }: Context): string {
  const text = find(`checks.${id}`);
  return text === undefined ? (info?.title ?? id) : titleOf(text);
}
