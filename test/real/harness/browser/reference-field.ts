/** The select that Node-RED makes of a config node's field, with its edit and add buttons, used with the mouse. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { z } from 'zod';
import { waitFor } from '../process/wait-for';
import type { Editor } from './editor';

/** Node-RED notifies the dialog of a refilled select 50 ms later. */
const SETTLE_MS = 15_000;

const seen = z.object({
  /** the value that a deploy would store if the dialog were closed with Done now */
  value: z.string(),
  /** the visible text of the select, or of the text field that replaces it */
  text: z.string(),
  shown: z.enum(['select', 'variable', 'both', 'neither']),
  /** red border of the visible control */
  red: z.boolean(),
  /** the message below it; empty without one */
  reason: z.string(),
});
export type FieldState = z.infer<typeof seen>;

const OK = '#node-config-dialog-ok';
/** Of the topmost dialog. */
const DONE = '#node-dialog-ok, #node-config-dialog-ok';
const CANCEL = '#node-config-dialog-cancel';
/** The only other button of such a dialog. */
const DELETE = '.red-ui-tray-toolbar button.leftButton';

export class ReferenceField {
  readonly select: Locator;
  /** shown instead of the select */
  readonly variable: Locator;
  /** leads from one to the other */
  readonly toggle: Locator;

  readonly #editor: Editor;

  /** @param id of the field in its dialog, such as `node-input-account` */
  constructor(
    editor: Editor,
    private readonly id: string,
  ) {
    this.#editor = editor;
    this.select = editor.field(id);
    this.variable = editor.field(`${id}-variable`);
    this.toggle = editor.field(`${id}-toggle`);
  }

  #button(what: 'add' | 'edit'): Locator {
    return this.#editor.field(`${this.id.replace(/^node-(?:config-)?input/, '$&-btn')}-${what}`);
  }

  /** Presses the add or edit button; @returns when the inner dialog is visible */
  async open(what: 'add' | 'edit'): Promise<void> {
    // The editor enables the edit button 50 ms after a selection.
    await this.#button(what).and(this.#editor.page.locator(':not(.disabled)')).click();
    await this.select.waitFor({ state: 'detached' });
    await this.#editor.waitForTray(OK);
  }

  /** Closes the dialog that `open` opened. */
  async close(button: 'ok' | 'cancel' | 'delete'): Promise<void> {
    await this.#editor.page.locator({ ok: OK, cancel: CANCEL, delete: DELETE }[button]).click();
    await this.select.waitFor({ state: 'attached' });
    await this.#editor.waitForTray(DONE);
  }

  /** Add button, a name and the other properties that such a node needs, Add. */
  async add(name: string, needs: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.open('add');
    for (const [field, value] of Object.entries({ ...needs, name }))
      await this.#editor.field(`node-config-input-${field}`).fill(value);
    await this.close('ok');
  }

  /** Edit button, another name, Update. */
  async rename(name: string): Promise<void> {
    await this.open('edit');
    await this.#editor.field('node-config-input-name').fill(name);
    await this.close('ok');
  }

  /** Edit or add button, and Cancel after some input. */
  async changeMind(what: 'add' | 'edit'): Promise<void> {
    await this.open(what);
    await this.#editor.field('node-config-input-name').fill('never mind');
    await this.close('cancel');
  }

  /** @returns ids or classes of its visible parts that cross the edge of its row, or cover another part of it */
  async outside(): Promise<string[]> {
    return z.array(z.string()).parse(
      await this.#editor.page.evaluate(`(() => {
        const box = document.getElementById(${JSON.stringify(this.id)}).parentElement;
        const row = box.closest('.form-row').getBoundingClientRect();
        const parts = [...box.children].filter((one) => one.offsetParent !== null)
          .map((one) => ({ name: one.id || one.className, edges: one.getBoundingClientRect() }));
        return parts.filter(({ edges }, index) => edges.right > row.right + 0.5 || edges.width < 20 ||
          (index > 0 && edges.left < parts[index - 1].edges.right)).map(({ name }) => name);
      })()`),
    );
  }

  async seen(): Promise<FieldState> {
    return seen.parse(
      await this.#editor.page.evaluate(`(() => {
        const select = document.getElementById(${JSON.stringify(this.id)});
        const variable = document.getElementById(${JSON.stringify(`${this.id}-variable`)});
        const reason = document.getElementById(${JSON.stringify(`${this.id}-reason`)});
        const picks = select.offsetParent !== null;
        const types = variable !== null && variable.offsetParent !== null;
        return {
          value: $(select).val() ?? '',
          text: types ? variable.value : select.selectedOptions[0]?.text ?? '',
          shown: picks && types ? 'both' : picks ? 'select' : types ? 'variable' : 'neither',
          red: (types ? variable : select).classList.contains('input-error'),
          reason: reason.textContent,
        };
      })()`),
    );
  }

  /** Waits until all of this is visible; fails with the actual values. */
  async shows(expected: Partial<FieldState>): Promise<void> {
    let last: FieldState | undefined;
    const wanted = (now: FieldState): FieldState => ({ ...now, ...expected });
    await waitFor(
      async () => {
        last = await this.seen();
        return JSON.stringify(last) === JSON.stringify(wanted(last)) ? true : undefined;
      },
      { what: `${this.id} to show ${JSON.stringify(expected)}`, ms: SETTLE_MS, everyMs: 20 },
    ).catch((error: unknown) => {
      if (last === undefined) throw error;
      assert.deepEqual(last, wanted(last));
    });
  }
}
