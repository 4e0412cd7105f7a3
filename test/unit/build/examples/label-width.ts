/** The width of a node in the editor: computed, so that a flow can be checked without a browser. */

/** Advance widths of Helvetica and Arial, in thousandths of the font size; from the space on. */
const WIDTHS = [
  ...[278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278],
  ...[556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556],
  ...[1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778],
  ...[667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556],
  ...[333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556],
  ...[556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584],
];
const FIRST = 0x20;
/** For characters that are not listed: the width of a dash. */
const OTHER = 1000;
const FONT_PX = 14;
/** Without Arial the editor uses another font, which is wider. */
const OTHER_FONTS = 1.12;
const MIN_PX = 100;
const GRID_PX = 20;
/** Icon and padding. */
const FRAME_PX = 50;
const INPUT_PX = 7;

/** @returns pixels */
export function textWidth(text: string): number {
  const thousandths = [...text].reduce(
    (sum, sign) => sum + (sign === '·' ? 278 : (WIDTHS[(sign.codePointAt(0) ?? 0) - FIRST] ?? OTHER)),
    0,
  );
  return (thousandths / 1000) * FONT_PX * OTHER_FONTS;
}

/** As Node-RED's view.js computes it. @returns pixels */
export function nodeWidth(label: string, hasInput: boolean): number {
  const needed = textWidth(label) + FRAME_PX + (hasInput ? INPUT_PX : 0);
  return Math.max(MIN_PX, GRID_PX * Math.ceil(needed / GRID_PX));
}
