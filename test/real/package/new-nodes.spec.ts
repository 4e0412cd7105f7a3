import assert from 'node:assert/strict';
import { z } from 'zod';
import { NO_PAGE_ERROR, onEachEditor } from '../harness/browser/each-editor';
import { findLayoutProblems } from '../harness/browser/layout';

/** Distance between the centres of two adjacent nodes, and of two rows, in pixels. */
const BESIDE = 300;
const BELOW = 60;

onEachEditor('New nodes placed side by side', NO_PAGE_ERROR, (editor) => {
  it('cover neither each other nor a status, whatever their labels are', async () => {
    const { page } = editor();
    // As the palette creates them, with the defaults of their type; the second row with long values.
    const widths = await page.evaluate(`(() => {
      const types = RED.nodes.registry.getNodeTypes()
        .filter((type) => type.startsWith('mimecast-') && RED.nodes.getType(type).category !== 'config').sort();
      const long = { path: '/a-folder'.repeat(20) + '/{account}-{log}-{type}-{yyyy-MM-dd}-{HH}.ndjson', host: 'collector.' + 'security.'.repeat(10) + 'example',
        types: 'impersonation protect,attachment protect,url protect', routes: 'inbound,outbound', categories: 'authentication_logs,account_logs' };
      RED.nodes.import([{ id: 'beside', type: 'tab', label: 'beside' }]);
      RED.workspaces.show('beside');
      for (const [row, change] of [{}, long].entries()) for (const [index, type] of types.entries()) {
        const { node } = RED.view.createNode(type, 180 + (index % 3) * ${BESIDE}, 60 + (Math.floor(index / 3) * 2 + row) * ${BELOW});
        for (const [name, value] of Object.entries(change)) if (name in node._def.defaults) node[name] = value;
        RED.nodes.add(node);
      }
      RED.view.redraw(true, true);
      return RED.nodes.filterNodes({ z: 'beside' }).map(({ type, w }) => [type, w]);
    })()`);
    await page.waitForTimeout(300);
    await editor().takePicture('new nodes beside each other');
    assert.ok(z.array(z.tuple([z.string(), z.number()])).parse(widths).length >= 26);
    // The width of the window does not matter here.
    const found = (await findLayoutProblems(page, 'beside')).filter(
      (one) => !one.endsWith(' is out of sight'),
    );
    assert.deepEqual(found, []);
  });
});
