import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { describeWithBrowser } from '../harness/browser/each-editor';
import { Editor } from '../harness/browser/editor';
import { findLayoutProblems } from '../harness/browser/layout';
import { findOverflowingElements } from '../harness/browser/overflow';
import { findUnnamedControls } from '../harness/browser/unnamed-controls';
import { readFlow } from '../harness/node-red/example';
import type { FlowNode } from '../harness/node-red/node-red';
import type { Runtime } from '../harness/node-red/runtime';
import { readManifest } from '../harness/package/pack';
import { Cleanup } from '../harness/process/cleanup';
import { EXAMPLES } from '../harness/process/paths';
import { sharedNodeRed } from '../harness/process/shared-instances';

/** Marked in its name: the palette here does not have those nodes. */
const NEEDS_MORE = /\(needs FlowFuse/;

const definition = z.record(z.string(), z.unknown());

function specify(getRuntime: () => Promise<Runtime>): void {
  const cleanup = new Cleanup();
  const opened = new Set<string>();
  const invalid: string[] = [];
  const muddled: string[] = [];
  const changed: string[] = [];
  const unnamed: string[] = [];
  const tight: string[] = [];
  let editor: Editor;

  before(async () => {
    const runtime = await getRuntime();
    const nodeRed = await sharedNodeRed(runtime, cleanup);
    editor = await Editor.open(nodeRed, runtime.name, cleanup);
    await editor.speedUpAnimations();
  });
  after(() => cleanup.close());

  it('imports every example, and finds every node valid', async () => {
    const files = (await readdir(EXAMPLES)).filter((file) => file.endsWith('.json')).sort();
    for (const file of files.filter((one) => !NEEDS_MORE.test(one))) {
      await editor.importExample(basename(file, '.json'));
      const flow = await readFlow(join(EXAMPLES, file));
      const isCanvas = ({ type }: FlowNode): boolean => /^(tab|subflow)$/.test(type);
      for (const node of flow.filter((one) => !isCanvas(one))) await checkDialog(file, node);
      for (const { id } of flow.filter(isCanvas))
        muddled.push(...(await findLayoutProblems(editor.page, id)).map((one) => `${file}: ${one}`));
      // They share one account: the next import would ask how to handle this one.
      await editor.undoAll();
    }
    assert.deepEqual(invalid, []);
  });

  it('finds every flow tidy: no node covers another, a status, or the edge', () =>
    assert.deepEqual(muddled, []));

  it('opens the dialog of every node', async () => {
    assert.deepEqual([...opened].sort(), Object.keys((await readManifest())['node-red'].nodes).sort());
  });

  it('changes nothing in a dialog that is closed with Done', () => assert.deepEqual(changed, []));

  it('has an accessible name for every control, and the keyboard reaches it', () =>
    assert.deepEqual(unnamed, []));

  it('has enough width for every label, choice and placeholder', () => assert.deepEqual(tight, []));

  it('causes no error in the page', () => assert.deepEqual(editor.pageErrors, []));

  /** The dialog of a type is opened on the first node of it. */
  async function checkDialog(file: string, node: FlowNode): Promise<void> {
    const { valid, validationErrors } = await editor.shown(node.id);
    if (!valid) invalid.push(`${file}: ${node.type} ${node.id}: ${(validationErrors ?? []).join(', ')}`);
    if (!node.type.startsWith('mimecast-') || opened.has(node.type)) return;
    opened.add(node.type);
    const before = await stored(node.id);
    const config = node['wires'] === undefined;
    await (config ? editor.editConfig(node.type, node.id) : editor.editNode(node.id));
    await editor.takePicture(`dialog ${node.type}`);
    unnamed.push(...(await findUnnamedControls(editor.page)).map((control) => `${node.type}: ${control}`));
    tight.push(...(await findOverflowingElements(editor.page)).map((one) => `${node.type}: ${one}`));
    await editor.done(config ? '#node-config-dialog-ok' : '#node-dialog-ok');
    const { credentials: _, ...after } = await stored(node.id);
    for (const [name, value] of Object.entries(after)) {
      const [was, is] = [before[name], value].map((one) => JSON.stringify(one));
      if (was !== is) changed.push(`${node.type}.${name}: ${was} became ${is}`);
    }
  }

  /** A node as a deploy would store it. */
  async function stored(id: string): Promise<Record<string, unknown>> {
    return definition.parse(
      await editor.page.evaluate(`RED.nodes.convertNode(RED.nodes.node(${JSON.stringify(id)}))`),
    );
  }
}

describeWithBrowser('Every dialog @smoke', specify);
