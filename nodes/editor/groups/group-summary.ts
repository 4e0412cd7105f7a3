import type { PropertyTable } from '../../lib/properties/property-types';
import { splitList } from '../fields/checkbox-list';
import { inputOf, type Prefix, selectOf, type Translate } from '../fields/fields';
import { fitWords } from '../labels/node-label';

/** Characters. With the title of the group that is one line of the narrowest dialog. */
const MAX_SUMMARY = 38;

/** Node-RED's value for "no config node". */
const NO_NODE = '_ADD_';

type Field = HTMLInputElement | HTMLSelectElement;

const isChanged = (field: Field, byDefault: unknown): boolean =>
  field instanceof HTMLInputElement && field.type === 'checkbox'
    ? field.checked !== byDefault
    : ![String(byDefault), '', NO_NODE].includes(field.value);

/** All names of indicators begin alike. */
const shortened = (word: string): string => word.replace(/^mimecast_/, '');

/**
 * What is not as usual in a group, for its head: the values of the lists that it names in `data-lists`, and the labels
 * of changed fields inside. Where there is nothing, the text of the key in `data-empty`.
 */
export function summaryOf(
  body: HTMLElement,
  { table, prefix }: { readonly table: PropertyTable; readonly prefix: Prefix },
  translate: Translate,
): string {
  const { lists = '', empty } = body.dataset;
  const words = Object.entries(table).flatMap(([property, { value }]) => {
    const field = inputOf(`${prefix}-${property}`) ?? selectOf(`${prefix}-${property}`);
    if (field === undefined) return [];
    if (lists.split(' ').includes(property)) return splitList(field.value).map(shortened);
    return body.contains(field) && isChanged(field, value) ? [translate(`label.${property}`)] : [];
  });
  if (words.length > 0) return fitWords(words, MAX_SUMMARY);
  return empty === undefined ? '' : translate(empty);
}
