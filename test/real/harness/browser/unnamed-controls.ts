import type { Page } from 'playwright-core';
import { z } from 'zod';

/** Node-RED's own widgets, whose insides we cannot name, and its decoys for the browser's password manager. */
const WIDGETS = '.red-ui-typedInput-container, .red-ui-editableList-addButton, [id^=red-ui-trap]';

/**
 * Visible controls of the open dialog without an accessible name, or that the Tab key skips.
 * @returns tag, id and classes of each
 */
export async function findUnnamedControls(page: Page): Promise<string[]> {
  return z.array(z.string()).parse(
    await page.evaluate(`(() => {
      // A dialog has a second, empty form.
      const forms = [...document.querySelectorAll('.red-ui-tray form')];
      return forms.flatMap((form) => [...form.querySelectorAll('input:not([type=hidden]), select, textarea, button')])
        .filter((one) => one.offsetParent !== null && !one.closest(${JSON.stringify(WIDGETS)}))
        .filter((one) => {
          const name = one.labels?.length > 0 || one.ariaLabel || one.getAttribute('aria-labelledby') || one.title ||
            (one.tagName === 'BUTTON' && one.textContent.trim());
          return !name || one.tabIndex < 0;
        })
        .map((one) => [one.tagName.toLowerCase(), one.id, one.className].join(' '));
    })()`),
  );
}
