/** Capital letters are wider than the digit that defines the unit `ch`. */
const WIDE = 1.2;
const PADDING = 3;

/** Widens short number fields when they hold the name of a variable. */
export function room(input: HTMLInputElement): void {
  const own = input.style.width;
  if (!own.endsWith('px')) return;
  input.style.maxWidth = '70%';
  const widen = (): void => {
    const { length } = input.value;
    input.style.width = input.value.startsWith('${') ? `max(${own}, ${length * WIDE + PADDING}ch)` : own;
  };
  input.addEventListener('input', widen);
  widen();
}
