/** A capital letter is wider than the digit that the unit `ch` stands for. */
const WIDE = 1.2;
const PADDING = 3;

/** Fields of numbers are short, names of variables are not: those get as much room as they take. */
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
