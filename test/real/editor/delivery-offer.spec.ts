import assert from 'node:assert/strict';
import { NO_PAGE_ERROR, onEachEditor } from '../harness/browser/each-editor';
import { waitFor } from '../harness/process/wait-for';
import { ack, Bench, change, debug, file, LEAVE, SET, siem } from './offer-bench';

onEachEditor('A sink behind a source that does not wait for acknowledgements', NO_PAGE_ERROR, (editor) => {
  let bench: Bench;
  before(async () => {
    bench = new Bench(editor());
    await editor().page.evaluate("RED.actions.invoke('core:toggle-sidebar', false)");
  });
  afterEach(async () => {
    const { page } = editor();
    await page.evaluate("document.querySelectorAll('.red-ui-notification').forEach((one) => one.close())");
    await page.waitForFunction("document.querySelector('.red-ui-notification') === null");
  });

  it('gets an offer to wait for acknowledgements, which adds the ack node for a file, and one undo reverts all of it', async () => {
    await bench.bring([siem, { ...file, path: 'a-rather-long-name-of-a-file.ndjson' }]);
    const clean = await bench.source();
    await bench.wire('siem', 'file');
    const [offer = '', ...others] = await bench.offers();
    assert.match(offer, /SIEM.*sent.*acknowledged\?.*An ack node is added behind/);
    assert.deepEqual(others, []);
    await editor().takePicture('offer of a file', true);
    await bench.answer(SET);
    assert.deepEqual(await bench.source(), { delivery: 'ack', changed: true });
    assert.deepEqual(await bench.wires(), ['mimecast-file > mimecast-ack', 'mimecast-siem > mimecast-file']);
    assert.equal(await editor().page.evaluate('RED.nodes.dirty()'), true);
    assert.ok((await bench.gapBetween('mimecast-file', 'mimecast-ack')) >= 20);
    await editor().takePicture('offer taken');
    await bench.invoke('core:undo');
    assert.deepEqual(await bench.source(), clean);
    assert.deepEqual(await bench.wires(), ['mimecast-siem > mimecast-file']);
    await bench.invoke('core:redo');
    assert.deepEqual(await bench.source(), { delivery: 'ack', changed: true });
    assert.deepEqual(await bench.offers(), []);
  });

  it('gets an offer for an ack node behind another node, which changes nothing but the source', async () => {
    await bench.bring([siem, { ...change, wires: [['ack']] }, ack]);
    await bench.wire('siem', 'change');
    const [offer = ''] = await bench.offers();
    assert.doesNotMatch(offer, /is added/);
    await bench.answer(SET);
    assert.deepEqual(await bench.source(), { delivery: 'ack', changed: true });
    assert.deepEqual(await bench.wires(), ['change > mimecast-ack', 'mimecast-siem > change']);
  });

  it('gets one offer per source, whatever the answer was', async () => {
    await bench.bring([siem, file, { ...ack, y: 200 }]);
    await bench.wire('siem', 'file');
    assert.equal((await bench.offers()).length, 1);
    await bench.answer(LEAVE);
    assert.deepEqual(await bench.source(), { delivery: 'sent', changed: false });
    await bench.wire('siem', 'ack');
    assert.deepEqual(await bench.offers(), []);
  });

  it('gets an offer when it is dragged from the palette onto a wire', async () => {
    await bench.bring(
      [siem, { ...debug, x: 700, wires: [] }].map((node) => ({
        ...node,
        ...(node.id === 'siem' ? { wires: [['debug'], []] } : {}),
      })),
    );
    await bench.fromPalette('mimecast-syslog', await bench.between('siem', 'debug'));
    assert.equal((await bench.offers()).length, 1);
    assert.deepEqual(await bench.wires(), ['mimecast-siem > mimecast-syslog', 'mimecast-syslog > debug']);
  });

  it('gets an offer when it is quick-added onto a wire, and the keyboard can answer it', async () => {
    await bench.bring([
      { ...siem, wires: [['debug'], []] },
      { ...debug, x: 700, wires: [] },
    ]);
    await bench.quickAdd('mimecast-ack', await bench.between('siem', 'debug'));
    assert.deepEqual(await bench.wires(), ['mimecast-ack > debug', 'mimecast-siem > mimecast-ack']);
    assert.equal((await bench.offers()).length, 1);
    const { page } = editor();
    await waitFor(
      async () => {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(
          "document.activeElement?.closest('.red-ui-notification') !== null && document.activeElement.textContent",
        );
        return focused === SET ? true : undefined;
      },
      { what: 'the button to be reached with the tabulator', ms: 30_000, everyMs: 5 },
    );
    await page.keyboard.press('Enter');
    await waitFor(async () => (JSON.stringify(await bench.source()).includes('"ack"') ? true : undefined), {
      what: 'the delivery to be set',
      ms: 5_000,
    });
  });

  it('gets no offer behind reports, behind a source that waits, or behind one with a variable as its setting', async () => {
    await bench.bring([siem, file]);
    await bench.wire('siem', 'file', 1);
    assert.deepEqual(await bench.offers(), []);
    for (const delivery of ['ack', '${DELIVERY}']) {
      await bench.bring([{ ...siem, delivery }, file]);
      await bench.wire('siem', 'file');
      assert.deepEqual(await bench.offers(), [], delivery);
    }
  });

  it('gets no offer for an import, an undo, a redo, a deletion, or a tidy-up', async () => {
    const wired = { ...siem, wires: [['change'], []] };
    await bench.bring([wired, { ...change, wires: [['file']] }, { ...file, x: 700 }]);
    assert.deepEqual(await bench.offers(), [], 'imported');
    await editor().page.evaluate(
      `RED.view.select({ nodes: [RED.nodes.node('${bench.tab}change')] }); RED.actions.invoke('core:delete-selection-and-reconnect')`,
    );
    assert.deepEqual(await bench.wires(), ['mimecast-siem > mimecast-file']);
    assert.deepEqual(await bench.offers(), [], 'reconnected');
    for (const action of ['core:undo', 'core:redo', 'core:undo', 'core:undo', 'core:redo']) {
      await bench.invoke(action);
      assert.deepEqual(await bench.offers(), [], action);
    }
    await bench.bring([siem, { ...debug, wires: [] }]);
    await bench.wire('siem', 'debug');
    assert.deepEqual(await bench.offers(), [], 'a node that is no sink');
  });

  it('gets an offer over link nodes and into a subflow', async () => {
    const links = [
      { id: 'out', type: 'link out', mode: 'link', x: 480, y: 100, wires: [] },
      { id: 'in', type: 'link in', x: 600, y: 100, wires: [['file']] },
    ];
    await bench.bring([siem, ...links, { ...file, x: 760 }]);
    await editor().page.evaluate(
      `(() => { const [out, into] = ['out', 'in'].map((id) => RED.nodes.node('${bench.tab}' + id));
        out.links = [into.id]; into.links = [out.id] })()`,
    );
    await bench.wire('siem', 'out');
    assert.equal((await bench.offers()).length, 1);
  });

  it('shows the problem in the dialog of the sink, where it can be fixed', async () => {
    await bench.bring([
      { ...siem, name: 'Mail <b>', wires: [['file'], []] },
      { ...file, wires: [['ack']] },
      ack,
    ]);
    const { page } = editor();
    for (const id of ['file', 'ack']) {
      await editor().editNode(`${bench.tab}${id}`);
      const line = page.locator('#node-input-sent-sources .form-tips');
      assert.match((await line.textContent()) ?? '', /"Mail <b>" does not wait for this node/);
      await editor().takePicture(`dialog of ${id} behind a source at sent`);
      if (id === 'ack') {
        await line.getByRole('button', { name: SET }).click();
        assert.match((await line.textContent()) ?? '', /^Delivery of "Mail <b>" is set to acknowledged now/);
      }
      await editor().done('#node-dialog-ok');
    }
    assert.deepEqual(await bench.source(), { delivery: 'ack', changed: true });
    await editor().editNode(`${bench.tab}file`);
    assert.equal(await page.locator('#node-input-sent-sources .form-tips').count(), 0);
    await editor().done('#node-dialog-ok');
  });
});
