import type { Page } from 'playwright-core';
import { z } from 'zod';

/** Width of the arrow of a select, and of the borders of a field, in pixels. */
const EDGES = 32;

/**
 * Elements of the open dialog that do not fit, as tag, id and text: labels that take a second line and push their field
 * down, choices and placeholders that are cut off.
 */
export async function findOverflowingElements(page: Page): Promise<string[]> {
  return z.array(z.string()).parse(
    await page.evaluate(`(() => {
      const ink = document.createElement('canvas').getContext('2d');
      const isTooWide = (one, text) => {
        ink.font = getComputedStyle(one).font;
        return ink.measureText(text).width > one.clientWidth - ${EDGES};
      };
      const shown = (selector) => [...document.querySelectorAll('.red-ui-tray form ' + selector)]
        .filter((one) => one.offsetParent !== null);
      const labels = shown('.form-row > label:first-child')
        .filter((one) => one.offsetHeight > 2.5 * parseFloat(getComputedStyle(one).fontSize))
        .map((one) => ['label', one.htmlFor, one.textContent.trim()]);
      const choices = shown('select[id$=-choice]').flatMap((one) => [...one.options]
        .filter(({ text }) => isTooWide(one, text)).map(({ text }) => ['select', one.id, text]));
      const placeholders = shown('input[placeholder]')
        .filter((one) => one.value === '' && isTooWide(one, one.placeholder))
        .map((one) => ['input', one.id, one.placeholder]);
      return [...labels, ...choices, ...placeholders].map((one) => one.join(' '));
    })()`),
  );
}
