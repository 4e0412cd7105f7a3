import type { Page } from 'playwright-core';
import { z } from 'zod';

/** What a person can use or reach with the Tab key, without Node-RED's decoys for the browser's password manager. */
const CONTROLS =
  'input:not([type=hidden], [id^=red-ui-trap]), select, textarea, button, a[href], a.red-ui-button';

/** Tag and id of every control that is visible in the open dialog, the heads of folded groups included. */
export async function findVisibleControls(page: Page): Promise<string[]> {
  return z.array(z.string()).parse(
    await page.evaluate(`(() => {
      const tray = [...document.querySelectorAll('.red-ui-tray')].at(-1);
      return [...tray.querySelectorAll('form')]
        .flatMap((form) => [...form.querySelectorAll(${JSON.stringify(CONTROLS)})])
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 0)
        .map((one) => one.tagName.toLowerCase() + ' ' + one.id);
    })()`),
  );
}

/** Elements of the open dialog that reach beyond its edge, or whose text does. */
export async function findElementsBeyondEdge(page: Page): Promise<string[]> {
  return z.array(z.string()).parse(
    await page.evaluate(`(() => {
      const body = [...document.querySelectorAll('.red-ui-tray-body')].at(-1);
      const edge = body.getBoundingClientRect().left + body.clientWidth + 1;
      const name = (one) => [one.tagName.toLowerCase(), one.id, one.textContent.trim().slice(0, 40)].join(' ');
      const ink = document.createRange();
      const texts = [...body.querySelectorAll('form *')].filter((one) => one.checkVisibility() &&
        [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''));
      const right = (one) => {
        ink.selectNodeContents(one);
        return ink.getBoundingClientRect().right;
      };
      const clipped = texts.filter((one) => one.tagName !== 'OPTION' && getComputedStyle(one).overflowX !== 'visible' &&
        one.scrollWidth > one.clientWidth + 1);
      const beyond = [...body.querySelectorAll('form *')]
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > edge);
      const beyondInk = texts.filter((one) => one.tagName !== 'OPTION' && right(one) > edge);
      return [...new Set([...beyond, ...beyondInk, ...clipped].map(name))];
    })()`),
  );
}
