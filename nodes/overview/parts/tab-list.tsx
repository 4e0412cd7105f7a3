import type { TargetedKeyboardEvent } from 'preact';

interface TabListProps<Id extends string> {
  readonly label: string;
  /** prefix of the ids of tabs and panels */
  readonly prefix: string;
  readonly tabs: readonly (readonly [id: Id, text: string])[];
  readonly selected: Id;
  onSelect(id: Id): void;
}

const STEPS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowRight: (at, last) => (at === last ? 0 : at + 1),
  ArrowLeft: (at, last) => (at === 0 ? last : at - 1),
  Home: () => 0,
  End: (_, last) => last,
};

export const tabId = (prefix: string, id: string): string => `${prefix}-tab-${id}`;
export const panelId = (prefix: string): string => `${prefix}-panel`;

/** Arrow keys move and select. */
export function TabList<Id extends string>({ label, prefix, tabs, selected, onSelect }: TabListProps<Id>) {
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    const at = tabs.findIndex(([id]) => id === selected);
    const next = STEPS[event.key]?.(at, tabs.length - 1);
    const tab = next === undefined ? undefined : tabs[next];
    if (next === undefined || tab === undefined) return;
    event.preventDefault();
    const button = event.currentTarget.children[next];
    if (button instanceof HTMLElement) button.focus();
    onSelect(tab[0]);
  };
  return (
    <div class="mo-tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map(([id, text]) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={tabId(prefix, id)}
          aria-selected={id === selected}
          aria-controls={panelId(prefix)}
          tabIndex={id === selected ? 0 : -1}
          onClick={() => onSelect(id)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
