/** Titles of indicators and checks: in English those that come with them, else the texts of their dialogs. */
import type { CheckInfo, IndicatorInfo } from '../../lib/contracts/overview';
import type { Context } from './context';

/** After a semicolon the texts of the dialogs say what is required. */
const shortTitle = (text: string): string => {
  const [title = ''] = text.split(';');
  return title.charAt(0).toUpperCase() + title.slice(1);
};

const titleOf = (key: string, id: string, title: string | undefined, { find }: Context): string => {
  const text = find(key);
  return text === undefined ? (title ?? id) : shortTitle(text);
};

export const indicatorTitle = (id: string, info: IndicatorInfo | undefined, context: Context): string =>
  titleOf(`indicators.${id}`, id, info?.title, context);

export const checkTitle = (id: string, info: CheckInfo | undefined, context: Context): string =>
  titleOf(`checks.${id}`, id, info?.title, context);
