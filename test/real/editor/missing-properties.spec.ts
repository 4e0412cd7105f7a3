/** Nodes of a hand-written or older flow: the editor keeps what they lack, and *Done* must not change what they do. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import { PROPERTIES } from '../../../nodes/lib/properties';
import type { PropertyTable } from '../../../nodes/lib/properties/property-types';
import {
  ACCOUNT,
  closeDialog,
  completeOf,
  DIALOGS,
  type DialogType,
  flowOf,
  idOf,
  openDialog,
  putOnCanvas,
} from '../harness/browser/dialogs';
import { NO_PAGE_ERROR, onEachEditor } from '../harness/browser/each-editor';

/** What a node needs to be valid; everything else has a default. */
const NEEDED: Partial<Record<DialogType, Readonly<Record<string, string>>>> = {
  'mimecast-http': { url: 'https://splunk.example.com:8088' },
  'mimecast-request': { path: '/api/account/get-account' },
  'mimecast-syslog': { host: 'syslog.example.com' },
};

const given = (type: DialogType): Readonly<Record<string, unknown>> => ({
  ...('account' in PROPERTIES[type] ? { account: ACCOUNT } : {}),
  ...NEEDED[type],
});

/** JSON has no undefined: the property is not in the flow. */
const without = (type: DialogType): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(Object.keys(completeOf(type)).map((name) => [name, undefined])),
  ...given(type),
});

/** What the run time reads. */
const readBy = (table: PropertyTable, values: Readonly<Record<string, unknown>>): unknown =>
  Object.fromEntries(Object.entries(table).map(([name, property]) => [name, property.parse(values[name])]));

onEachEditor('A node without properties', NO_PAGE_ERROR, (getEditor) => {
  before(async () => {
    await getEditor().speedUpAnimations();
    await putOnCanvas(getEditor(), flowOf(DIALOGS, without));
  });

  for (const type of DIALOGS)
    it(`does the same after Done in its dialog: ${type}`, async () => {
      const editor = getEditor();
      const names = Object.keys(PROPERTIES[type]);
      await openDialog(editor, type);
      await editor.takePicture(`without properties ${type}`);
      await closeDialog(editor, type);
      const values = z.record(z.string(), z.unknown()).parse(
        await editor.page.evaluate(
          `(() => { const node = RED.nodes.node(${JSON.stringify(idOf(type))});
              return Object.fromEntries(${JSON.stringify(names)}.map((name) => [name, node[name]])) })()`,
        ),
      );
      assert.deepEqual(readBy(PROPERTIES[type], values), readBy(PROPERTIES[type], given(type)));
    });
});
