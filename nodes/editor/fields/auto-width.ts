/** Capital letters are wider than the digit that defines the unit `ch`. */
const CHARACTER_WIDTH = 1.2;
const PADDING = 3;

/** Widens short number fields when they hold the name of a variable. */
export function autoWidth(input: HTMLInputElement): void {
  const initialWidth = input.style.width;
  if (!initialWidth.endsWith('px')) return;
  input.style.maxWidth = '70%';
  const updateWidth = (): void => {
    const { length } = input.value;
    input.style.width = input.value.startsWith('${')
      ? `max(${initialWidth}, ${length * CHARACTER_WIDTH + PADDING}ch)`
      : initialWidth;
  };
  input.addEventListener('input', updateWidth);
  updateWidth();
}
