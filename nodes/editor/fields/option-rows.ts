/** Builds the rows for the options of the format node from one table. */
import { OCSF_VERSIONS } from '../../lib/properties/values/format-options';
import type { Translate } from './fields';

interface OptionRow {
  /** name of the option */
  readonly name: string;
  readonly icon: string;
  readonly label: string;
  readonly kind: 'text' | 'words' | 'flag' | 'privacy' | 'ocsf';
  /** formats that use it; undefined: all */
  readonly formats?: string;
  readonly placeholder?: string;
  /** text below the field, beside a checkbox, or in an empty field */
  readonly hint?: string;
}

const HEADER_FORMATS = 'ocsf ecs cef leef';
const EVENT_FORMATS = 'ocsf ecs cef leef syslog elastic json';

// biome-ignore format: a table
const ROWS: readonly OptionRow[] = [
  { name: 'vendor', icon: 'fa-building-o', label: 'label.vendor', kind: 'text', formats: HEADER_FORMATS, placeholder: 'Mimecast' },
  { name: 'product', icon: 'fa-cube', label: 'label.product', kind: 'text', formats: HEADER_FORMATS, placeholder: 'Email Security Cloud Gateway' },
  { name: 'version', icon: 'fa-code-fork', label: 'label.version', kind: 'text', formats: HEADER_FORMATS, placeholder: '2.0' },
  { name: 'ocsfVersion', icon: 'fa-code-fork', label: 'label.ocsfVersion', kind: 'ocsf', formats: 'ocsf' },
  { name: 'host', icon: 'fa-server', label: 'label.host', kind: 'text', formats: 'cef syslog hec', placeholder: 'mimecast' },
  { name: 'appName', icon: 'fa-cogs', label: 'label.appName', kind: 'text', formats: 'syslog', placeholder: 'mimecast' },
  { name: 'facility', icon: 'fa-university', label: 'label.facility', kind: 'text', formats: 'syslog', placeholder: 'local0' },
  { name: 'enterpriseNumber', icon: 'fa-hashtag', label: 'label.enterpriseNumber', kind: 'text', formats: 'syslog', placeholder: '32473' },
  { name: 'severities', icon: 'fa-sort-amount-desc', label: 'label.severities', kind: 'words', formats: 'syslog', placeholder: 'high: crit', hint: 'hint.severities' },
  { name: 'index', icon: 'fa-database', label: 'label.index', kind: 'text', formats: 'hec elastic', hint: 'hint.index' },
  { name: 'raw', icon: 'fa-file-code-o', label: 'label.raw', kind: 'flag', formats: EVENT_FORMATS, hint: 'hint.raw' },
  { name: 'levels', icon: 'fa-thermometer-half', label: 'label.levels', kind: 'words', formats: EVENT_FORMATS, placeholder: 'spam: low', hint: 'hint.levels' },
  { name: 'fields', icon: 'fa-tags', label: 'label.fields', kind: 'words', placeholder: 'tenant: emea', hint: 'hint.fields' },
  { name: 'addresses', icon: 'fa-at', label: 'label.addresses', kind: 'privacy' },
  { name: 'subjects', icon: 'fa-header', label: 'label.subjects', kind: 'privacy' },
  { name: 'ips', icon: 'fa-map-marker', label: 'label.ips', kind: 'privacy' },
  { name: 'urlQueries', icon: 'fa-link', label: 'label.urlQueries', kind: 'privacy' },
];

/** The default is to keep the value. */
const PRIVACY_MODES = [
  ['', 'privacy.keep'],
  ['drop', 'privacy.drop'],
  ['pseudonymise', 'privacy.pseudonymise'],
] as const;

/** A list of choices. The first is the default, which is not stored in the options. */
function createSelect(
  byDefault: string,
  choices: readonly (readonly [value: string, text: string])[],
): Field {
  const field = document.createElement('select');
  field.style.width = '70%';
  field.dataset['default'] = byDefault;
  for (const [value, text] of choices) field.add(new Option(text, value));
  return field;
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const createHint = (text: string): HTMLElement => {
  const line = document.createElement('div');
  line.textContent = text;
  line.style.cssText = 'margin: 4px 0 0 105px; max-width: 380px; color: var(--red-ui-secondary-text-color)';
  return line;
};

const ROW_FACTORIES: Readonly<
  Record<OptionRow['kind'], (row: OptionRow, translate: Translate) => readonly [Field, ...Node[]]>
> = {
  text({ placeholder, hint }, translate) {
    const field = document.createElement('input');
    field.type = 'text';
    field.placeholder = placeholder ?? (hint === undefined ? '' : translate(hint));
    return [field];
  },
  words({ placeholder, hint }, translate) {
    const field = document.createElement('textarea');
    field.rows = 2;
    field.style.width = '70%';
    field.placeholder = placeholder ?? '';
    field.dataset['kind'] = 'words';
    return hint === undefined ? [field] : [field, createHint(translate(hint))];
  },
  flag({ hint }, translate) {
    const field = document.createElement('input');
    field.type = 'checkbox';
    field.style.cssText = 'width: auto; margin: 0 6px 0 0; vertical-align: baseline';
    return hint === undefined ? [field] : [field, document.createTextNode(translate(hint))];
  },
  privacy(_row, translate) {
    const field = createSelect(
      'keep',
      PRIVACY_MODES.map(([value, key]) => [value, translate(key)]),
    );
    field.dataset['privacy'] = '';
    return [field];
  },
  ocsf() {
    const [byDefault] = OCSF_VERSIONS;
    return [
      createSelect(
        byDefault,
        OCSF_VERSIONS.map((version) => [version === byDefault ? '' : version, version]),
      ),
    ];
  },
};

function createRow(row: OptionRow, translate: Translate): HTMLElement {
  const [field, ...others] = ROW_FACTORIES[row.kind](row, translate);
  field.id = `mimecast-option-${row.name}`;
  field.dataset['option'] = row.name;
  const icon = document.createElement('i');
  icon.className = `fa ${row.icon}`;
  const label = document.createElement('label');
  label.htmlFor = field.id;
  label.append(icon, ` ${translate(row.label)}`);
  const element = document.createElement('div');
  element.className = 'form-row mimecast-option';
  if (row.formats !== undefined) element.dataset['formats'] = row.formats;
  element.append(label, ' ', field, ...others);
  return element;
}

/** Fills two empty elements of the dialog with the rows: one for those about privacy, one for all others. */
export function createOptionRows(id: string, privacyId: string, translate: Translate): void {
  for (const row of ROWS)
    document.getElementById(row.kind === 'privacy' ? privacyId : id)?.append(createRow(row, translate));
}

/** Shows the rows that apply to a format; all of them when it is undefined. */
export function filterOptionRows(format: string | undefined): void {
  for (const row of document.querySelectorAll('.mimecast-option')) {
    if (!(row instanceof HTMLElement)) continue;
    const { formats } = row.dataset;
    const isShown = format === undefined || formats === undefined || formats.split(' ').includes(format);
    row.style.display = isShown ? '' : 'none';
  }
}
