/**
 * Every field of a config node, in every dialog, used as a person does: Node-RED empties and fills its select whenever
 * a config node was added, changed or deleted, and its value then is what gets stored.
 */
import assert from 'node:assert/strict';
import { PROPERTIES } from '../../../nodes/lib/properties';
import {
  closeDialog,
  completeOf,
  DIALOGS,
  type DialogType,
  FLOW,
  fieldOf,
  flowOf,
  idOf,
  openDialog,
  putOnCanvas,
  setProperties,
} from '../harness/browser/dialogs';
import { onEachEditor } from '../harness/browser/each-editor';
import type { Editor } from '../harness/browser/editor';
import { ReferenceField } from '../harness/browser/reference-field';
import { NARROW, NEEDS, NONE, nameOf, OTHERS, REFERENCES, type Reference, VARIABLE } from './reference-table';

function specify(getEditor: () => Editor): void {
  let editor: Editor;
  /** The final id of each reference. */
  const left = new Map<Reference, string>();

  before(async () => {
    editor = getEditor();
    await editor.speedUpAnimations();
    await putOnCanvas(
      editor,
      flowOf(DIALOGS, (type) => OTHERS[type] ?? {}),
    );
  });

  const fieldFor = ({ type, property }: Pick<Reference, 'type' | 'property'>): ReferenceField =>
    new ReferenceField(editor, fieldOf(type, property));
  const get = (id: string, property: string): Promise<unknown> =>
    editor.page.evaluate(`RED.nodes.node(${JSON.stringify(id)})[${JSON.stringify(property)}]`);
  const stored = ({ type, property }: Pick<Reference, 'type' | 'property'>): Promise<unknown> =>
    get(idOf(type), property);
  const problem = ({ refersTo, required }: Reference): { red: boolean; reason: string } =>
    required ? { red: true, reason: `select or add a ${refersTo} node` } : { red: false, reason: '' };
  const leftOf = (type: DialogType): Record<string, string> =>
    Object.fromEntries([...left].filter(([one]) => one.type === type).map(([one, id]) => [one.property, id]));
  const focused = (): Promise<unknown> => editor.page.evaluate('document.activeElement.id');
  const FINE = { red: false, reason: '', shown: 'select' } as const;

  it('are tested in the dialog of every node', () =>
    assert.deepEqual([...DIALOGS].sort(), Object.keys(PROPERTIES).sort()));

  for (const reference of REFERENCES) {
    const { type, property, refersTo } = reference;
    const name = nameOf(reference);

    describe(name, () => {
      let field: ReferenceField;
      let id: string;
      before(async () => {
        field = fieldFor(reference);
        await setProperties(editor, type, {
          ...{ ...completeOf(type), ...OTHERS[type], ...leftOf(type) },
          [property]: '',
        });
        await openDialog(editor, type);
      });

      it('shows what is missing, and still does after add and Cancel', async () => {
        const nothing = { value: NONE, shown: 'select', ...problem(reference) } as const;
        await field.shows(nothing);
        await field.changeMind('add');
        await field.shows(nothing);
      });

      it('has the added node, and shows no error any more', async () => {
        await field.add(name, NEEDS[refersTo]);
        await field.shows({ text: name, ...FINE });
        id = (await field.seen()).value;
        assert.equal(await get(id, 'type'), refersTo);
      });

      it('keeps the node when the edit button changes it, and when the edit is cancelled', async () => {
        await field.rename(`${name}, renamed`);
        await field.shows({ value: id, text: `${name}, renamed`, ...FINE });
        await field.changeMind('edit');
        await field.shows({ value: id, text: `${name}, renamed`, ...FINE });
      });

      it('accepts no node, a variable instead, and a node again', async () => {
        await field.select.selectOption(NONE);
        await field.shows({ value: NONE, shown: 'select', ...problem(reference) });
        await field.toggle.click();
        await field.shows({ value: '', text: '', shown: 'variable', ...problem(reference) });
        await field.variable.fill(VARIABLE);
        await field.shows({ value: VARIABLE, text: VARIABLE, red: false, reason: '', shown: 'variable' });
        await field.toggle.click();
        await field.shows({ value: NONE, shown: 'select', ...problem(reference) });
        await field.select.selectOption(id);
        await field.shows({ value: id, ...FINE });
      });

      it('is stored by Done', async () => {
        await closeDialog(editor, type);
        left.set(reference, id);
        assert.equal(await stored(reference), id);
        assert.deepEqual(await editor.shown(idOf(type)).then(({ valid }) => valid), true);
      });
    });
  }

  describe('the account of a source', () => {
    const SIEM = REFERENCES.find(({ type }) => type === 'mimecast-siem');
    assert.ok(SIEM);
    const { type, property } = SIEM;
    let field: ReferenceField;
    let account: string;
    before(() => {
      field = fieldFor(SIEM);
      account = left.get(SIEM) ?? '';
    });

    it('is the typed variable, also when the dialog is opened again without changes', async () => {
      await openDialog(editor, type);
      await field.toggle.click();
      assert.equal(await focused(), `${fieldOf(type, property)}-variable`);
      await editor.page.keyboard.type('A_CONFIG_NODE');
      await field.shows({
        shown: 'variable',
        red: true,
        reason: 'A_CONFIG_NODE is not a variable: write it as ${NAME}, or choose a mimecast-account node',
      });
      await field.variable.fill(VARIABLE);
      await field.shows({ red: false, reason: '' });
      await closeDialog(editor, type);
      for (const _ of ['stored', 'left alone']) {
        assert.equal(await stored(SIEM), VARIABLE);
        assert.equal((await editor.shown(idOf(type))).valid, true);
        await openDialog(editor, type);
        await field.shows({ value: VARIABLE, text: VARIABLE, shown: 'variable', red: false, reason: '' });
        await closeDialog(editor, type);
      }
    });

    it('is selected from the list again with the keyboard alone', async () => {
      await openDialog(editor, type);
      await field.variable.focus();
      await editor.page.keyboard.press('Tab');
      assert.equal(await focused(), `${fieldOf(type, property)}-toggle`);
      await editor.page.keyboard.press('Enter');
      assert.equal(await focused(), fieldOf(type, property));
      await field.shows({ value: NONE, shown: 'select', red: true });
      await editor.page.keyboard.type(nameOf(SIEM));
      await field.shows({ value: account, ...FINE });
      await closeDialog(editor, type);
      assert.equal(await stored(SIEM), account);
    });

    it('is gone when its own dialog deletes it, and is restored by undo', async () => {
      await openDialog(editor, type);
      await field.add('to be deleted');
      await field.shows({ text: 'to be deleted', ...FINE });
      const { value } = await field.seen();
      await closeDialog(editor, type);
      await openDialog(editor, type);
      await field.open('edit');
      await field.close('delete');
      const options = await field.select.locator('option').allTextContents();
      assert.ok(!options.includes('to be deleted'), options.join());
      await field.select.selectOption(account);
      await closeDialog(editor, type);
      assert.equal(await stored(SIEM), account);
      await editor.undo();
      await editor.undo();
      assert.equal(await stored(SIEM), value);
      await openDialog(editor, type);
      await field.shows({ value, text: 'to be deleted', ...FINE });
      await field.select.selectOption(account);
      await closeDialog(editor, type);
    });

    it('may be a disabled one', async () => {
      await openDialog(editor, type);
      await field.open('edit');
      await editor.field('node-config-input-node-disabled').evaluate((box: HTMLElement) => box.click());
      await field.close('ok');
      await field.shows({ value: account, text: `${nameOf(SIEM)}, renamed [Disabled]`, ...FINE });
      await field.open('edit');
      await editor.field('node-config-input-node-disabled').evaluate((box: HTMLElement) => box.click());
      await field.close('ok');
      await field.shows({ value: account, text: `${nameOf(SIEM)}, renamed`, ...FINE });
      await closeDialog(editor, type);
    });

    it('may have TLS and a cluster of its own, each added from the outer dialog', async () => {
      const [tls, cluster] = ['tls', 'cluster'].map(
        (name) => new ReferenceField(editor, fieldOf('mimecast-account', name)),
      );
      assert.ok(tls && cluster);
      await openDialog(editor, type);
      await field.open('add');
      await editor.field('node-config-input-name').fill('with others');
      await tls.add('TLS of the account');
      await tls.shows({ text: 'TLS of the account', ...FINE });
      await cluster.open('add');
      for (const [name, value] of Object.entries({ name: 'cluster', url: 'rediss://redis.example.com' }))
        await editor.field(`node-config-input-${name}`).fill(value);
      await tls.add('TLS of the cluster');
      await tls.shows({ text: 'TLS of the cluster', ...FINE });
      await cluster.close('ok');
      await cluster.shows({ text: 'cluster', ...FINE });
      await tls.shows({ text: 'TLS of the account', ...FINE });
      await field.close('ok');
      await field.shows({ text: 'with others', ...FINE });
      const others = (await field.seen()).value;
      await closeDialog(editor, type);
      const nameBehind = async (id: string, name: string): Promise<unknown> =>
        get(String(await get(id, name)), 'name');
      assert.equal(await stored(SIEM), others);
      assert.equal(await nameBehind(others, 'tls'), 'TLS of the account');
      assert.equal(await nameBehind(others, 'cluster'), 'cluster');
      assert.equal(await nameBehind(String(await get(others, 'cluster')), 'tls'), 'TLS of the cluster');
      left.set(SIEM, others);
    });
  });

  describe('all of them', () => {
    it('were tested', () => assert.equal(left.size, REFERENCES.length));

    it('have an account that was added inside a subflow', async () => {
      const [subflow, inside] = ['d1a10900000000e0', 'd1a10900000000e1'];
      const env = [{ name: 'TENANT', type: 'mimecast-account', value: '', ui: { type: 'conf-types' } }];
      await putOnCanvas(editor, [
        { id: subflow, type: 'subflow', name: 'A tenant', in: [], out: [], env },
        {
          ...{ ...completeOf('mimecast-siem'), account: '' },
          ...{ id: inside, type: 'mimecast-siem', z: subflow, x: 200, y: 60, wires: [[], []] },
        },
      ]);
      await editor.page.evaluate(`RED.workspaces.show(${JSON.stringify(subflow)})`);
      const field = new ReferenceField(editor, fieldOf('mimecast-siem', 'account'));
      await editor.editNode(inside);
      await field.add('of the subflow');
      await field.shows({ text: 'of the subflow', ...FINE });
      // Node-RED's own option for a property of the subflow that is an account.
      await field.select.selectOption('${TENANT}');
      await field.shows({ value: '${TENANT}', text: '[env] TENANT', ...FINE });
      await editor.done('#node-dialog-ok');
      assert.equal(await get(inside, 'account'), '${TENANT}');
      await editor.editNode(inside);
      await field.shows({ value: '${TENANT}', text: '[env] TENANT', ...FINE });
      await field.select.selectOption({ label: 'of the subflow' });
      const { value } = await field.seen();
      await editor.done('#node-dialog-ok');
      assert.equal(await get(inside, 'account'), value);
      assert.equal(await get(value, 'z'), subflow);
      await editor.page.evaluate(`RED.workspaces.show(${JSON.stringify(FLOW)})`);
    });

    it('fit into a narrow dialog, with all of their buttons', async () => {
      for (const type of new Set(REFERENCES.map((one) => one.type))) {
        await openDialog(editor, type);
        await editor.setDialogWidth(NARROW);
        for (const reference of REFERENCES.filter((one) => one.type === type)) {
          const field = fieldFor(reference);
          for (const what of ['select', 'variable'] as const) {
            await field.shows({ shown: what });
            assert.deepEqual(await field.outside(), [], `${nameOf(reference)}, ${what}`);
            await field.toggle.click();
          }
        }
        await closeDialog(editor, type);
      }
      for (const [reference, id] of left) assert.equal(await stored(reference), id, nameOf(reference));
    });

    it('are the same after a deploy and a reload of the page, and no Done changes them', async () => {
      await editor.deploy();
      await editor.reload();
      for (const [reference, id] of left) assert.equal(await stored(reference), id, nameOf(reference));
      for (const type of new Set(REFERENCES.map((one) => one.type))) {
        await openDialog(editor, type);
        for (const [reference, id] of left)
          if (reference.type === type) await fieldFor(reference).shows({ value: id, ...FINE });
        await closeDialog(editor, type);
        assert.notEqual(await get(idOf(type), 'changed'), true, type);
      }
    });
  });
}

onEachEditor('The fields of config nodes', /status of 404/, specify);
