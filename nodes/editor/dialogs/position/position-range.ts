/** The two times of the panel. Each has a text field, which also takes `-24h`, and a calendar that fills it. */
import { inputOf } from '../../fields/fields';

const ID_PREFIX = 'mimecast-position';

/** The time of a calendar, which is the browser's local time, as ISO 8601; '' where nothing is selected. */
export function calendarToIso(value: string): string {
  const epochMs = Date.parse(value);
  return value === '' || Number.isNaN(epochMs) ? '' : new Date(epochMs).toISOString().replace(/\.000Z$/, 'Z');
}

export interface TypedRange {
  readonly start: string;
  /** undefined: from the start on */
  readonly end: string | undefined;
}

export interface RangeFields {
  read(): TypedRange;
  /** Called with every change. */
  onChange(listener: () => void): void;
}

/** undefined when the dialog is closed. */
export function initRangeFields(): RangeFields | undefined {
  const [start, end] = ['start', 'end'].map((name) => inputOf(`${ID_PREFIX}-${name}`));
  if (start === undefined || end === undefined) return undefined;
  const listeners: (() => void)[] = [];
  const notify = (): void => {
    for (const listener of listeners) listener();
  };
  for (const text of [start, end]) {
    const calendar = inputOf(`${text.id}-calendar`);
    text.addEventListener('input', notify);
    calendar?.addEventListener('input', () => {
      text.value = calendarToIso(calendar.value);
      notify();
    });
  }
  return {
    read: () => ({ start: start.value.trim() || start.placeholder, end: end.value.trim() || undefined }),
    onChange: (listener) => listeners.push(listener),
  };
}
