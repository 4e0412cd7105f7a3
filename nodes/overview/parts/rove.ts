/**
 * Arrow keys inside a list or table: one stop of the Tab key, however many rows. Rows have `data-row`, their controls
 * `data-slot`. Up and Down change the row, Left and Right the control, Home and End go to the first and last row.
 */
export const SLOT = '[data-slot]';

const ROW_STEPS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};
const SLOT_STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

const listOf = (container: Element, selector: string): HTMLElement[] => [
  ...container.querySelectorAll<HTMLElement>(selector),
];

/** @returns the control that the key leads to; undefined when it leads nowhere */
function targetOf(container: HTMLElement, control: HTMLElement, key: string): HTMLElement | undefined {
  const row = control.closest<HTMLElement>('[data-row]');
  if (row === null) return undefined;
  const slots = listOf(row, SLOT);
  const slot = slots.indexOf(control);
  const sideways = SLOT_STEPS[key];
  if (sideways !== undefined) return slots[slot + sideways];
  const rows = listOf(container, '[data-row]');
  const next = ROW_STEPS[key]?.(rows.indexOf(row), rows.length - 1);
  if (next === undefined) return undefined;
  const others = listOf(rows[next] ?? row, SLOT);
  return others[Math.min(slot, others.length - 1)];
}

/** For `onKeyDown` of the container. */
export function rove(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!(event.target instanceof HTMLElement) || !event.target.matches(SLOT)) return;
  const next = targetOf(event.currentTarget, event.target, event.key);
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

/** The key of the row that has the focus. */
export const rowOf = (target: EventTarget | null): string | undefined =>
  target instanceof HTMLElement ? target.closest<HTMLElement>('[data-row]')?.dataset['row'] : undefined;
