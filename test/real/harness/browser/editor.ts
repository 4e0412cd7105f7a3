/** Node-RED's editor in a real browser, driven by mouse and keyboard where a person would use them. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { z } from 'zod';
import type { NodeRed } from '../node-red/node-red';
import type { Cleanup } from '../process/cleanup';
import { CACHE } from '../process/paths';
import { sharedBrowser } from '../process/shared-instances';
import { waitFor } from '../process/wait-for';

const SCREENSHOTS = join(CACHE, 'screenshots');
const WAIT_MS = 15_000;

/** The head of a group of rows that is folded (nodes/editor/forms/group.html). */
const FOLDED_GROUP = '.red-ui-tray button[aria-controls^=mimecast-group-][aria-expanded=false]';

const shownNode = z.object({
  valid: z.boolean(),
  validationErrors: z.array(z.string()).nullish(),
  label: z.string(),
  status: z.string(),
});

const sentStatus = z.object({ fill: z.string().optional(), text: z.string().optional() });
type SentStatus = z.infer<typeof sentStatus>;

export class Editor {
  /** Errors of the page, and what it wrote to the console as one. */
  readonly pageErrors: string[] = [];

  /** Dialogs open with all groups of rows unfolded, as for a person who unfolded them once. */
  unfoldsGroups = true;

  readonly #label: string;

  private constructor(
    readonly page: Page,
    label: string,
  ) {
    this.#label = label;
    page.setDefaultTimeout(WAIT_MS);
    page.on('pageerror', (error) => this.pageErrors.push(`page error: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error')
        this.pageErrors.push(`console: ${message.text()} ${message.location().url}`);
    });
  }

  /**
   * @param known type of node that has to exist before the editor counts as open
   * @param locale language that the browser requests
   */
  static async open(
    nodeRed: NodeRed,
    label: string,
    cleanup: Cleanup,
    known = 'mimecast-siem',
    locale = 'en-US',
  ): Promise<Editor> {
    await mkdir(SCREENSHOTS, { recursive: true });
    const browser = await sharedBrowser();
    // A new browser context, without stored data of other pages.
    const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, locale });
    cleanup.add(() => context.close());
    const page = await context.newPage();
    const editor = new Editor(page, label);
    await page.goto(nodeRed.url);
    await editor.hasNodeType(known);
    await page.waitForSelector('#red-ui-workspace-chart');
    return editor;
  }

  /**
   * The editor takes half a second to slide a dialog in and out. Where hundreds are opened that is most of the time:
   * from now on its animations, and the timers that go with them, run at a tenth of it, in the same order.
   */
  async speedUpAnimations(): Promise<void> {
    await this.page.evaluate(`(() => {
      const later = window.setTimeout;
      window.setTimeout = (work, ms, ...rest) => later(work, ms >= 100 && ms <= 300 ? ms / 10 : ms, ...rest);
      jQuery.fx.off = true;
      const style = document.createElement('style');
      style.textContent = '.red-ui-tray { transition-duration: 25ms !important }';
      document.head.append(style);
    })()`);
  }

  /** As F5 does. */
  async reload(known = 'mimecast-siem'): Promise<void> {
    await this.page.reload();
    await this.hasNodeType(known);
    await this.page.waitForSelector('#red-ui-workspace-chart');
    await this.page.waitForFunction('RED.workspaces.count() > 0');
  }

  async hasNodeType(type: string): Promise<void> {
    await this.page.waitForFunction(`window.RED?.nodes?.getType?.(${JSON.stringify(type)}) !== undefined`);
  }

  /** Manage palette, Install, the upload button. */
  async uploadModule(tarball: string): Promise<void> {
    await this.#invoke('core:manage-palette');
    await this.page.locator('#red-ui-settings-tab-palette').waitFor();
    await this.page
      .locator('#red-ui-settings-tab-palette')
      .getByText('Install', { exact: true })
      .first()
      .click();
    await this.page.locator('.red-ui-palette-editor-upload-button input[type=file]').setInputFiles(tarball);
    await this.page.locator('.red-ui-palette-editor-upload-buttons .primary').click();
    await this.page.locator('.red-ui-palette-editor-upload').waitFor({ state: 'hidden', timeout: 120_000 });
  }

  /** The tray of user settings, closed. */
  async closeSettings(): Promise<void> {
    await this.page.locator('.red-ui-tray-toolbar button.primary').last().click();
    await this.page.locator('.red-ui-tray').waitFor({ state: 'detached' });
  }

  /** Menu, Import, Examples, our package, the example. */
  async importExample(name: string): Promise<void> {
    await this.#invoke('core:show-examples-import-dialog');
    const dialog = this.page.locator('#red-ui-clipboard-dialog-import-tab-examples');
    const ours = dialog.locator('.red-ui-treeList-label', { hasText: 'node-red-contrib-mimecast' });
    await ours.locator('.fa-angle-right').click();
    const ok = this.page.locator('#red-ui-clipboard-dialog-ok');
    // The list slides open: a click during the animation may have no effect.
    await waitFor(
      async () => {
        await dialog.getByText(name, { exact: true }).click();
        return (await ok.isEnabled()) ? true : undefined;
      },
      { what: `${name} to be chosen`, ms: WAIT_MS, everyMs: 50 },
    );
    const steps = await this.page.evaluate('RED.history.depth()');
    await ok.click();
    await this.page.locator('#red-ui-clipboard-dialog').waitFor({ state: 'hidden' });
    await this.page.waitForFunction(`RED.history.depth() > ${steps}`);
  }

  async undo(): Promise<void> {
    await this.#invoke('core:undo');
  }

  /** Undoes all changes since the page was opened. */
  async undoAll(): Promise<void> {
    while ((await this.page.evaluate('RED.history.depth()')) !== 0) await this.undo();
  }

  /** Click on the flow's tab. */
  async openFlow(label: string): Promise<void> {
    await this.page.locator('#red-ui-workspace-tabs').getByText(label, { exact: true }).click();
  }

  async editNode(id: string): Promise<void> {
    await this.page.evaluate(`RED.editor.edit(RED.nodes.node(${JSON.stringify(id)}))`);
    await this.waitForTray('#node-dialog-ok');
  }

  async editConfig(type: string, id: string): Promise<void> {
    await this.page.evaluate(`RED.editor.editConfig('', ${JSON.stringify(type)}, ${JSON.stringify(id)})`);
    await this.waitForTray('#node-config-dialog-ok');
  }

  /** The tray slides in; earlier clicks miss their target. */
  async waitForTray(button: string): Promise<void> {
    await this.page.locator(button).waitFor();
    await this.page.waitForFunction(`(() => {
      const tray = [...document.querySelectorAll('.red-ui-tray')].at(-1);
      return tray !== undefined && parseFloat(getComputedStyle(tray).right) === 0 && tray.getAnimations().length === 0;
    })()`);
    // The editor's own timers were set earlier: a timer that is set now fires after them.
    await this.page.evaluate('new Promise((resolve) => setTimeout(resolve, 0))');
    if (this.unfoldsGroups)
      await this.page.evaluate(
        `for (const head of document.querySelectorAll('${FOLDED_GROUP}')) head.click()`,
      );
  }

  /** Sets the width of the open dialog, like dragging its edge. */
  async setDialogWidth(pixels: number): Promise<void> {
    await this.page.locator('.red-ui-tray').evaluate((tray, width) => {
      tray.setAttribute('style', `${tray.getAttribute('style') ?? ''}; width: ${width}px`);
    }, pixels);
    await this.page.evaluate('RED.tray.resize()');
  }

  field(id: string): Locator {
    return this.page.locator(`#${id}`);
  }

  /** Done, or Update. */
  async done(button: '#node-dialog-ok' | '#node-config-dialog-ok'): Promise<void> {
    await this.page.locator(button).click();
    await this.page.locator(button).waitFor({ state: 'detached' });
  }

  /** The tooltip of an invalid field. */
  async validationMessage(id: string): Promise<string> {
    await this.page.mouse.move(0, 0);
    await this.field(id).hover();
    const popover = this.page.locator('.red-ui-popover:visible').last();
    await popover.waitFor();
    return ((await popover.textContent()) ?? '').trim();
  }

  async deploy(): Promise<void> {
    await this.page.locator('#red-ui-header-button-deploy').click();
    await this.page.waitForFunction('RED.nodes.dirty() === false');
  }

  /** A node as the canvas shows it. */
  async shown(id: string): Promise<z.infer<typeof shownNode>> {
    return shownNode.parse(
      await this.page.evaluate(`(() => {
        const node = RED.nodes.node(${JSON.stringify(id)});
        return { valid: node.valid, validationErrors: node.validationErrors,
          label: RED.utils.getNodeLabel(node), status: node.status?.text ?? '' };
      })()`),
    );
  }

  /** Waits for a status text; @returns all texts shown until then, in order. */
  async waitForStatus(id: string, pattern: RegExp, ms: number): Promise<string[]> {
    const seen: string[] = [];
    try {
      await waitFor(
        async () => {
          const { status } = await this.shown(id);
          if (seen.at(-1) !== status) seen.push(status);
          return pattern.test(status) ? true : undefined;
        },
        { what: `a status like ${pattern}`, ms, everyMs: 50 },
      );
    } catch (error) {
      throw new Error(`${String(error)}; seen: ${JSON.stringify(seen)}`);
    }
    return seen;
  }

  /**
   * @returns a function that returns every status sent by the runtime from now on, in order; polling would miss some
   */
  async watchStatus(id: string): Promise<() => Promise<readonly SentStatus[]>> {
    const seen = `window.seenStatuses_${id}`;
    await this.page.evaluate(
      `${seen} = []; RED.comms.subscribe('status/${id}', (_, status) => { ${seen}.push(status) })`,
    );
    return async () => z.array(sentStatus).parse(await this.page.evaluate(seen));
  }

  /** @param notified with notifications: they come and go by themselves, and cover other parts */
  async takePicture(name: string, notified = false): Promise<void> {
    await this.page.screenshot({
      path: join(SCREENSHOTS, `${this.#label} - ${name}.png`),
      ...(notified ? {} : { style: '#red-ui-notifications { visibility: hidden }' }),
    });
  }

  /**
   * A picture for the documents, of a part of the page.
   * @param name of the file, without its ending; it goes to the folder PICTURES, without one to the cache
   * @param what scrolled into view in the dialog that is open; without it the flow is shown
   */
  async picture(name: string, what?: Locator): Promise<void> {
    const folder = process.env['PICTURES'] ?? join(CACHE, 'pictures');
    await mkdir(folder, { recursive: true });
    await what?.scrollIntoViewIfNeeded();
    const shown = this.page
      .locator(what === undefined ? '#red-ui-workspace-chart svg' : '.red-ui-tray')
      .last();
    const box = await shown.boundingBox();
    if (box === null) throw new Error(`nothing is visible for the picture ${name}`);
    const clip = what === undefined ? { ...box, width: 880, height: 330 } : box;
    await this.page.screenshot({
      path: join(folder, `${name}.png`),
      clip,
      style: '#red-ui-notifications { visibility: hidden }',
    });
  }

  async #invoke(action: string): Promise<void> {
    await this.page.evaluate(`RED.actions.invoke(${JSON.stringify(action)})`);
  }
}
