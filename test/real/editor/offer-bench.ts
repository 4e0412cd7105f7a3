/** Puts nodes on the canvas as people do, and sees the offer that follows. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Editor } from '../harness/browser/editor';

const OFFER = '.red-ui-notification:not([style*="overflow: hidden"])';
export const SET = 'Set to acknowledged';
export const LEAVE = 'Leave as it is';

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Node-RED nodes on a tab of their own, whose ids begin with the name of the tab. */
export class Bench {
  #count = 0;
  /** Of the newest tab. */
  tab = '';

  readonly #editor: Editor;

  constructor(editor: Editor) {
    this.#editor = editor;
  }

  get #page(): Editor['page'] {
    return this.#editor.page;
  }

  /** As a load or an import adds nodes: without user interaction. */
  async bring(
    nodes: readonly (Spot & { id: string; type: string; [property: string]: unknown })[],
  ): Promise<void> {
    this.#count += 1;
    this.tab = `t${this.#count}`;
    const of = (id: string): string => `${this.tab}${id}`;
    const flow = [
      { id: this.tab, type: 'tab', label: this.tab },
      ...nodes.map(({ id, wires, ...node }) => ({
        ...{ name: '', account: '', every: 0, everyUnit: 'minutes', types: '', feed: 'cg-batch', ...node },
        ...{ id: of(id), z: this.tab },
        wires: (Array.isArray(wires) ? wires : [[], []]).map((port: string[]) => port.map(of)),
      })),
    ];
    await this.#page.evaluate(
      `RED.view.importNodes(${JSON.stringify(flow)}, { notify: false, addFlow: false, generateIds: false });
       RED.nodes.eachNode((node) => { node.changed = false });
       RED.nodes.dirty(false);
       RED.workspaces.show('${this.tab}'); RED.view.redraw(true, true)`,
    );
    await this.#page.waitForTimeout(100);
  }

  /** The middle of an element in the svg. */
  async #middle(selector: string): Promise<Spot> {
    const box = await this.#page.locator(selector).first().boundingBox();
    assert.ok(box, `${selector} is not to be seen`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  output(id: string, port = 0): Promise<Spot> {
    return this.#middle(`[id="${this.tab}${id}"] .red-ui-flow-port-output >> nth=${port}`);
  }

  input(id: string): Promise<Spot> {
    return this.#middle(`[id="${this.tab}${id}"] .red-ui-flow-port-input`);
  }

  async between(from: string, to: string): Promise<Spot> {
    const [one, two] = [await this.output(from), await this.input(to)];
    return { x: (one.x + two.x) / 2, y: (one.y + two.y) / 2 };
  }

  async drag(from: Spot, to: Spot, rest = 50): Promise<void> {
    const { mouse } = this.#page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + 8, from.y + 4, { steps: 2 });
    await mouse.move(to.x - 3, to.y, { steps: 8 });
    await this.#page.waitForTimeout(rest);
    await mouse.move(to.x, to.y);
    await this.#page.waitForTimeout(rest);
    await mouse.up();
    // Away from the port: the editor of 4.1 fails on the label of a port whose node an undo has removed meanwhile.
    await mouse.move(to.x, to.y + 300);
  }

  async wire(from: string, to: string, port = 0): Promise<void> {
    await this.drag(await this.output(from, port), await this.input(to));
  }

  async fromPalette(type: string, to: Spot): Promise<void> {
    const node = this.#page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    await node.scrollIntoViewIfNeeded();
    const box = await node.boundingBox();
    assert.ok(box, `${type} is not in the palette`);
    // The editor checks for a wire under the node five times a second.
    await this.drag({ x: box.x + 20, y: box.y + 10 }, to, 400);
  }

  /** Control and a click, then a type. */
  async quickAdd(type: string, at: Spot): Promise<void> {
    await this.#page.keyboard.down('Control');
    await this.#page.mouse.click(at.x, at.y);
    await this.#page.keyboard.up('Control');
    const search = this.#page.locator('.red-ui-type-search input');
    await search.waitFor();
    await search.pressSequentially(type);
    await this.#page.waitForTimeout(300);
    await this.#page.keyboard.press('Enter');
    await this.#page.locator('.red-ui-type-search').waitFor({ state: 'hidden' });
  }

  async offers(): Promise<string[]> {
    // The notification appears once the editor is done, possibly a moment after the mouse button was released.
    await this.#page.waitForTimeout(250);
    return this.#page.locator('.red-ui-notification', { hasText: SET }).locator('p').allTextContents();
  }

  async answer(text: string): Promise<void> {
    await this.#page.locator(`${OFFER} button`, { hasText: text }).click();
    await this.#page.locator('.red-ui-notification').waitFor({ state: 'detached' });
  }

  async source(): Promise<unknown> {
    return this.#page.evaluate(
      `(({ delivery, changed }) => ({ delivery, changed }))(RED.nodes.node('${this.tab}siem'))`,
    );
  }

  /** `mimecast-siem > mimecast-file`, of this tab. */
  async wires(): Promise<string[]> {
    const found = await this.#page.evaluate(
      `(() => { const found = []; RED.nodes.eachLink(({ source, target }) => {
        if (source.z === '${this.tab}') found.push(source.type + ' > ' + target.type) }); return found.sort() })()`,
    );
    return z.array(z.string()).parse(found);
  }

  /** px between two adjacent nodes, by their types */
  async gapBetween(left: string, right: string): Promise<number> {
    const gap = await this.#page.evaluate(
      `(() => { const [one, two] = ['${left}', '${right}'].map((type) =>
        RED.nodes.filterNodes({ z: '${this.tab}', type })[0]);
        return two.x - two.w / 2 - (one.x + one.w / 2) })()`,
    );
    return z.number().parse(gap);
  }

  async invoke(action: string): Promise<void> {
    await this.#page.evaluate(`RED.actions.invoke('${action}')`);
  }
}

export const siem = { id: 'siem', type: 'mimecast-siem', delivery: 'sent', x: 160, y: 100 };
export const file = { id: 'file', type: 'mimecast-file', path: 'events.ndjson', x: 480, y: 100 };
export const ack = {
  id: 'ack',
  type: 'mimecast-ack',
  settles: 'message',
  verdict: 'auto',
  accept: '',
  x: 700,
  y: 100,
};
export const debug = { id: 'debug', type: 'debug', x: 480, y: 100 };
export const change = { id: 'change', type: 'change', rules: [], x: 480, y: 100 };
