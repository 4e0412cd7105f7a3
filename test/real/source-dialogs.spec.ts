/** Every property of the sources and sinks in its dialog: labelled, kept as it is, and refused in words. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import { PROPERTIES } from '../../nodes/lib/properties';
import { ACCOUNT, DIALOGS, type DialogType, defaultsOf, flowOf, idOf, putOnCanvas } from './harness/dialogs';
import { onEachEditor } from './harness/each-editor';
import type { Editor } from './harness/editor';

const namesOf = (type: DialogType): string[] => Object.keys(PROPERTIES[type]);
const variables = (type: DialogType): Record<string, string> =>
  Object.fromEntries(namesOf(type).map((name) => [name, `\${MY_${name.toUpperCase()}}`]));

/** Something else than the default, of each kind of property. */
function others(type: DialogType): Record<string, unknown> {
  const own: Readonly<Record<string, unknown>> = { types: TYPES[type] ?? '', ...WORDS };
  return Object.fromEntries(
    Object.entries(defaultsOf(type)).map(([name, value]) => {
      if (name in own) return [name, own[name]];
      if (typeof value === 'boolean') return [name, !value];
      return [name, typeof value === 'number' ? value + 7 : value];
    }),
  );
}
const TYPES: Partial<Record<DialogType, string>> = {
  'mimecast-siem': 'receipt,brand new',
  'mimecast-ttp': 'url',
  'mimecast-held': 'summary',
  'mimecast-directory': 'users,domains',
};
const WORDS = {
  account: ACCOUNT,
  everyUnit: 'hours',
  output: 'page',
  delivery: 'ack',
  store: 'context:file',
  feed: 'cg-stream',
  categories: 'authentication_logs,case_review_logs',
  routes: 'inbound,internal',
  actions: 'hold,brand_new',
  results: 'malicious',
  snapshot: 'changes',
  settles: 'batch',
  verdict: 'reject',
  accept: 'statusCode = 200',
  host: 'syslog.example.com',
  protocol: 'relp-tls',
  framing: 'newline',
  facility: 'mail',
  severity: 'debug',
  path: 'somewhere/{log}.ndjson',
  rotate: '250 MB',
  sync: 'none',
};

/** There is no past of a directory to look back to. */
const NEVER_SHOWN = new Set(['mimecast-directory lookback']);

const control = z.object({ shown: z.boolean(), name: z.string(), value: z.string() });

function specify(getEditor: () => Editor): void {
  let editor: Editor;

  before(async () => {
    editor = getEditor();
    await putOnCanvas(editor, flowOf());
  });

  /** The properties as flows would store them, and whether the editor takes the node for changed. */
  async function stored(type: DialogType): Promise<{ values: unknown; changed: boolean }> {
    return z.object({ values: z.unknown(), changed: z.boolean() }).parse(
      await editor.page.evaluate(`(() => {
        const node = RED.nodes.node(${JSON.stringify(idOf(type))});
        const values = ${JSON.stringify(namesOf(type))}.map((name) => [name, node[name]]);
        return { values: Object.fromEntries(values), changed: node.changed === true };
      })()`),
    );
  }
  async function set(type: DialogType, values: Readonly<Record<string, unknown>>): Promise<void> {
    await editor.page.evaluate(`(() => {
      const node = RED.nodes.node(${JSON.stringify(idOf(type))});
      Object.assign(node, ${JSON.stringify(values)}, { changed: false });
      RED.editor.validateNode(node);
    })()`);
  }
  /** Twice, since what the first time wrote is what the second one reads. */
  async function reopened(type: DialogType): Promise<void> {
    for (let time = 0; time < 2; time += 1) {
      await editor.editNode(idOf(type));
      await editor.done('#node-dialog-ok');
    }
  }
  /** What a person changes the property with, and what a screen reader calls it. */
  async function controlOf(property: string): Promise<z.infer<typeof control>> {
    return control.parse(
      await editor.page.evaluate(`(() => {
        const id = 'node-input-' + ${JSON.stringify(property)};
        const ids = [id, id + '-choice', id + '-more', id + '-variable'];
        const found = ids.map((one) => document.getElementById(one))
          .filter((one) => one !== null && one.matches('input:not([type=hidden]), select'));
        const visible = found.filter((one) => one.offsetParent !== null);
        const nameOf = (one) => (one.labels?.[0]?.textContent || one.getAttribute('aria-label') || '').trim();
        return { shown: found.length > 0, name: found.every((one) => nameOf(one) !== '') ? nameOf(found[0]) : '',
          value: visible.map((one) => one.value).join(' ') };
      })()`),
    );
  }

  for (const type of DIALOGS) {
    describe(type, () => {
      it('has a labelled control for every property', async () => {
        await set(type, { ...defaultsOf(type), ...('account' in defaultsOf(type) && { account: ACCOUNT }) });
        await editor.editNode(idOf(type));
        for (const name of namesOf(type)) {
          const found = await controlOf(name);
          assert.ok(found.shown && found.name !== '', `${name}: ${JSON.stringify(found)}`);
        }
        await editor.done('#node-dialog-ok');
      });

      for (const [what, values] of [
        ['its defaults', defaultsOf(type)],
        ['other values', others(type)],
        ['variables', variables(type)],
      ] as const)
        it(`leaves ${what} as they are, however often it is opened`, async () => {
          await set(type, values);
          const before = await stored(type);
          await reopened(type);
          assert.deepEqual(await stored(type), { ...before, changed: false });
        });

      it('shows each variable where it can be changed', async () => {
        await editor.editNode(idOf(type));
        for (const [name, variable] of Object.entries(variables(type))) {
          const { value } = await controlOf(name);
          if (!NEVER_SHOWN.has(`${type} ${name}`)) assert.ok(value.includes(variable), `${name}: ${value}`);
        }
        await editor.shot(`variables ${type}`);
        await editor.done('#node-dialog-ok');
      });
    });
  }

  it('takes a variable in a select, in ticks, in a tick and for an account', async () => {
    await set('mimecast-held', { ...defaultsOf('mimecast-held'), account: ACCOUNT });
    await editor.editNode(idOf('mimecast-held'));
    await editor.field('node-input-account').selectOption({ label: 'from a variable …' });
    await editor.field('node-input-account-variable').fill('${TENANT}');
    await editor.field('node-input-types-more').fill('${TYPES}');
    await editor.field('node-input-delivery-choice').selectOption('');
    await editor.field('node-input-delivery').fill('${DELIVERY}');
    await editor.field('node-input-baseline-variable').click();
    await editor.field('node-input-baseline').fill('${BASELINE}');
    await editor.shot('variables typed');
    await editor.done('#node-dialog-ok');
    const { values } = await stored('mimecast-held');
    assert.deepEqual(
      { ...defaultsOf('mimecast-held'), ...z.record(z.string(), z.unknown()).parse(values) },
      {
        ...z.record(z.string(), z.unknown()).parse(values),
        account: '${TENANT}',
        types: '${TYPES}',
        delivery: '${DELIVERY}',
        baseline: '${BASELINE}',
      },
    );
    assert.equal((await editor.shown(idOf('mimecast-held'))).valid, true);
  });

  for (const [type, field, wrong, reason] of [
    ['mimecast-siem', 'every', '-5', /-5 is too small: at least 0/],
    ['mimecast-siem', 'lookback', 'a day', /a day is not a number/],
    ['mimecast-siem', 'types-more', 'Receipt!', /Receipt! is not the name of a type/],
    ['mimecast-siem', 'store', 'memory', /memory is not a place for positions/],
    ['mimecast-ttp', 'types-more', 'links', /links is not one of url, attachment, impersonation/],
    ['mimecast-syslog', 'port', '70000', /70000 is too large: at most 65535/],
    ['mimecast-syslog', 'host', 'tcp://host:1', /is not the name or the address of a host/],
    ['mimecast-file', 'path', '{nothing}/x', /is not a word that a path can have/],
    ['mimecast-ack', 'accept', 'statusCode =', /the expression can't be used/],
  ] as const)
    it(`says why ${wrong} will not do for ${field} of ${type}`, async () => {
      await set(type, { ...defaultsOf(type), ...('account' in defaultsOf(type) && { account: ACCOUNT }) });
      await editor.editNode(idOf(type));
      const input = editor.field(`node-input-${field}`);
      await input.fill(wrong);
      await input.blur();
      const place = editor.field(`node-input-${field.replace('-more', '')}-reason`);
      assert.match((await place.textContent()) ?? '', reason);
      assert.equal(await input.getAttribute('aria-invalid'), 'true');
      assert.match((await input.getAttribute('class')) ?? '', /input-error/);
      await editor.shot(`reason ${type} ${field}`);
      await editor.page.locator('#node-dialog-cancel').click();
      await editor.page.locator('#node-dialog-cancel').waitFor({ state: 'detached' });
    });

  it('shows only what applies', async () => {
    const shown = async (id: string): Promise<boolean> => editor.field(id).isVisible();
    await set('mimecast-held', { ...defaultsOf('mimecast-held'), account: ACCOUNT, types: 'releases' });
    await editor.editNode(idOf('mimecast-held'));
    assert.deepEqual(
      [await shown('node-input-snapshot-choice'), await shown('node-input-lookback')],
      [false, true],
    );
    await editor.field('node-input-types-releases').uncheck();
    await editor.field('node-input-types-held').check();
    assert.deepEqual(
      [await shown('node-input-snapshot-choice'), await shown('node-input-lookback')],
      [true, false],
    );
    assert.deepEqual([await shown('node-input-maxRate'), await shown('node-input-acks')], [true, false]);
    await editor.field('node-input-delivery-choice').selectOption('ack');
    assert.deepEqual([await shown('node-input-maxRate'), await shown('node-input-acks')], [false, true]);
    await editor.done('#node-dialog-ok');
  });

  it('goes through the dialog with the tab key, from the top to the bottom', async () => {
    await set('mimecast-held', { ...defaultsOf('mimecast-held'), account: ACCOUNT });
    await editor.editNode(idOf('mimecast-held'));
    await editor.field('node-input-account').focus();
    const ids: string[] = [];
    while (ids.length < 60 && ids.at(-1) !== 'mimecast-samples') {
      ids.push(z.string().parse(await editor.page.evaluate('document.activeElement.id')));
      await editor.page.keyboard.press('Tab');
    }
    const inOrder = ['account', 'name', 'every', 'types-held', 'types-more', 'baseline', 'store'];
    const reached = inOrder.map((name) => ids.indexOf(`node-input-${name}`));
    assert.deepEqual(
      reached.toSorted((a, b) => a - b),
      reached,
    );
    assert.ok(!reached.includes(-1), ids.join());
    assert.equal(ids.at(-1), 'mimecast-samples', ids.join());
    await editor.done('#node-dialog-ok');
  });

  it('is readable in the dark', async () => {
    await editor.page.emulateMedia({ colorScheme: 'dark' });
    await editor.page.evaluate("document.documentElement.classList.add('nr-theme-dark')");
    for (const type of ['mimecast-held', 'mimecast-syslog', 'mimecast-file'] as const) {
      await editor.editNode(idOf(type));
      await editor.shot(`dark ${type}`);
      await editor.done('#node-dialog-ok');
    }
  });
}

onEachEditor('The dialogs of sources and sinks', /status of 404/, specify);
