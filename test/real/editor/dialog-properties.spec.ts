/** Every property of every node in its dialog: labelled, legible, and unchanged by opening, also with variables. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import { PROPERTIES } from '../../../nodes/lib/properties';
import { CREDENTIALS } from '../../../nodes/lib/properties/credentials';
import {
  ACCOUNT,
  closeDialog,
  completeOf,
  DIALOGS,
  type DialogType,
  defaultsOf,
  fieldOf,
  flowOf,
  idOf,
  openDialog,
  PROXY,
  putOnCanvas,
  setProperties,
  TLS,
} from '../harness/browser/dialogs';
import { onEachEditor } from '../harness/browser/each-editor';
import type { Editor } from '../harness/browser/editor';

const namesOf = (type: DialogType): string[] => Object.keys(PROPERTIES[type]);
const variableOf = (name: string): string => `\${MIMECAST_${name.toUpperCase()}}`;
const variables = (type: DialogType): Record<string, string> =>
  Object.fromEntries(namesOf(type).map((name) => [name, variableOf(name)]));

/** Non-default values, of each kind of property. */
function others(type: DialogType): Record<string, unknown> {
  const own: Readonly<Record<string, unknown>> = { types: '', ...WORDS, ...OWN_WORDS[type] };
  return Object.fromEntries(
    Object.entries(defaultsOf(type)).map(([name, value]) => {
      if (name in own) return [name, own[name]];
      if (typeof value === 'boolean') return [name, !value];
      return [name, typeof value === 'number' ? value + 7 : 'another'];
    }),
  );
}
const WORDS = {
  account: ACCOUNT,
  tls: TLS,
  proxy: PROXY,
  cluster: idOf('mimecast-cluster'),
  everyUnit: 'hours',
  at: '03:30',
  output: 'page',
  delivery: 'ack',
  store: 'context:file',
};
const OWN_WORDS: Partial<Record<DialogType, Readonly<Record<string, unknown>>>> = {
  'mimecast-siem': { types: 'receipt,brand new', feed: 'cg-stream' },
  'mimecast-audit': { categories: 'authentication_logs,case_review_logs' },
  'mimecast-dlp': { routes: 'inbound,internal', actions: 'hold,brand_new' },
  'mimecast-ttp': { types: 'url', routes: 'inbound', results: 'malicious', clicksOnly: true },
  'mimecast-held': { types: 'summary', snapshot: 'whole' },
  'mimecast-directory': { types: 'users,domains', snapshot: 'changes' },
  'mimecast-ack': {
    settles: 'batch',
    verdict: 'reject',
    profile: 'splunk-hec',
    accept: 'statusCode = 200',
  },
  'mimecast-syslog': {
    host: 'syslog.example.com',
    protocol: 'relp-tls',
    framing: 'newline',
    facility: 'mail',
    severity: 'debug',
    tooLong: 'refuse',
  },
  'mimecast-http': {
    receiver: 'azure',
    url: 'https://x.ingest.monitor.azure.com/dataCollectionRules/dcr-1/streams/Custom-M_CL',
    headers: '{"x-team":"security"}',
    tenantId: 'example.onmicrosoft.com',
    tokenUrl: 'https://login.example.com/token',
  },
  'mimecast-file': { path: 'somewhere/{log}.ndjson', rotate: '250 MB', sync: 'none' },
  'mimecast-kri': {
    indicators: 'mimecast_hold_queue_size,mimecast_policy_changes_24h',
    definition: 'draxis',
    thresholds: '{"mimecast_hold_queue_size":{"warn":7}}',
    unlicensed: 'null',
    overrides: '{"mimecast_hold_queue_size":{"path":"/api/gateway/get-hold-queue"}}',
  },
  'mimecast-policy-check': {
    checks: 'journaling,credential_age',
    targets: '{"inferenceDays":14,"permittedBypasses":[]}',
    output: 'both',
    findings: 'changed',
  },
  'mimecast-format': { format: 'cef', options: '{"vendor":"Corp","subjects":"drop"}' },
  'mimecast-report': { accounts: `${ACCOUNT},another`, format: 'csv', sections: 'posture' },
  'mimecast-request': { method: 'POST', path: '/api/account/get-account', paging: 'none', output: 'all' },
  'mimecast-account': {
    region: 'custom',
    scenario: 'troubled',
    baseUrl: 'https://api.example.com',
    auth: 'legacy',
    linkHosts: 'storage.corp,10.0.0.1',
  },
  'mimecast-cluster': { url: 'rediss://redis.example.com:6380/1' },
};

/** A directory has no past for a look-back. */
const NEVER_SHOWN = new Set(['mimecast-directory lookback']);

/** Where credentials are shown: these properties decide which of them apply. */
const WITH_CREDENTIALS = [
  ['mimecast-account', { region: 'global', auth: '${MIMECAST_AUTH}' }],
  ['mimecast-cluster', { url: 'rediss://redis.example.com:6380' }],
  ['mimecast-format', { options: '${MIMECAST_OPTIONS}' }],
] as const;

const control = z.object({
  shown: z.boolean(),
  name: z.string(),
  value: z.string(),
  cut: z.array(z.string()),
});

function specify(getEditor: () => Editor): void {
  let editor: Editor;

  before(async () => {
    editor = getEditor();
    await editor.speedUpAnimations();
    await putOnCanvas(editor, flowOf());
  });

  /** The properties as flows store them, and whether the editor treats the node as changed. */
  async function stored(type: DialogType): Promise<{ values: Record<string, unknown>; changed: boolean }> {
    return z.object({ values: z.record(z.string(), z.unknown()), changed: z.boolean() }).parse(
      await editor.page.evaluate(`(() => {
        const node = RED.nodes.node(${JSON.stringify(idOf(type))});
        const values = ${JSON.stringify(namesOf(type))}.map((name) => [name, node[name]]);
        return { values: Object.fromEntries(values), changed: node.changed === true };
      })()`),
    );
  }
  /** Twice, since the second time reads what the first one wrote. */
  async function reopened(type: DialogType): Promise<void> {
    for (let time = 0; time < 2; time += 1) {
      await openDialog(editor, type);
      await closeDialog(editor, type);
    }
  }
  /** The control that changes the property, its accessible name, and which part of it is cut off on the screen. */
  async function controlOf(type: DialogType, property: string): Promise<z.infer<typeof control>> {
    return control.parse(
      await editor.page.evaluate(`(() => {
        const id = ${JSON.stringify(fieldOf(type, property))};
        const ids = [id, id + '-choice', id + '-more', id + '-variable'];
        const found = ids.map((one) => document.getElementById(one))
          .filter((one) => one !== null && one.matches('input:not([type=hidden]), select'));
        const visible = found.filter((one) => one.offsetParent !== null);
        const nameOf = (one) => (one.labels?.[0]?.textContent || one.getAttribute('aria-label') || '').trim();
        const cut = visible.filter((one) => one.type === 'text' && one.scrollWidth > one.clientWidth);
        return { shown: found.length > 0, name: found.every((one) => nameOf(one) !== '') ? nameOf(found[0]) : '',
          value: visible.map((one) => one.value).join(' '), cut: cut.map((one) => one.value) };
      })()`),
    );
  }

  for (const type of DIALOGS) {
    describe(type, () => {
      it('has a labelled control for every property', async () => {
        await setProperties(editor, type, completeOf(type));
        await openDialog(editor, type);
        for (const name of namesOf(type)) {
          const found = await controlOf(type, name);
          assert.ok(found.shown && found.name !== '', `${name}: ${JSON.stringify(found)}`);
        }
        await closeDialog(editor, type);
      });

      for (const [what, values] of [
        ['its defaults', defaultsOf(type)],
        ['other values', others(type)],
        ['variables', variables(type)],
      ] as const)
        it(`leaves ${what} unchanged, however often it is opened`, async () => {
          await setProperties(editor, type, values);
          const before = await stored(type);
          assert.deepEqual(before.values, values);
          await reopened(type);
          assert.deepEqual(await stored(type), { ...before, changed: false });
        });

      it('accepts a variable in every property', async () => {
        const { valid, validationErrors } = await editor.shown(idOf(type));
        assert.deepEqual([valid, validationErrors ?? []], [true, []]);
      });

      it('shows each variable completely, in an editable control', async () => {
        await openDialog(editor, type);
        for (const [name, variable] of Object.entries(variables(type))) {
          const { value, cut } = await controlOf(type, name);
          if (!NEVER_SHOWN.has(`${type} ${name}`)) assert.ok(value.includes(variable), `${name}: ${value}`);
          assert.deepEqual(cut, [], name);
        }
        await editor.takePicture(`variables ${type}`);
        await closeDialog(editor, type);
      });
    });
  }

  describe('credentials', () => {
    // A deploy asks for confirmation when a node is invalid.
    before(async () => {
      for (const type of DIALOGS) await setProperties(editor, type, others(type));
    });

    for (const [type, values] of WITH_CREDENTIALS)
      it(`accepts variables for the credentials of ${type}, and keeps them over a deploy`, async () => {
        const kinds = Object.entries(CREDENTIALS[type]);
        const typed = Object.fromEntries(kinds.map(([name]) => [name, variableOf(name)]));
        const storedKinds = kinds.map(([name, kind]) => [
          name,
          kind.type === 'text' ? variableOf(name) : '__PWRD__',
        ]);
        await setProperties(editor, type, { ...completeOf(type), ...values });
        await openDialog(editor, type);
        for (const [name, text] of Object.entries(typed)) await editor.field(fieldOf(type, name)).fill(text);
        await closeDialog(editor, type);
        await editor.deploy();
        for (const _ of ['first', 'second']) {
          await openDialog(editor, type);
          const shown = Object.keys(typed).map(async (name) => [
            name,
            await editor.field(fieldOf(type, name)).inputValue(),
          ]);
          assert.deepEqual(await Promise.all(shown), storedKinds);
          await closeDialog(editor, type);
        }
        assert.equal((await stored(type)).changed, false);
      });
  });
}

onEachEditor('The properties in the dialogs', /status of 404/, specify);
