/** The position of a source in its dialog, displayed and moved in a real browser. */
import assert from 'node:assert/strict';
import { flowOf, idOf, putOnCanvas } from '../harness/browser/dialogs';
import { onEachEditor } from '../harness/browser/each-editor';
import type { Editor } from '../harness/browser/editor';
import { waitFor } from '../harness/process/wait-for';

const SIEM = idOf('mimecast-siem');
const HELD = idOf('mimecast-held');
const COLUMN = { type: 0, time: 1, age: 2, state: 3 } as const;

function specify(getEditor: () => Editor): void {
  let editor: Editor;

  before(async () => {
    editor = getEditor();
    const flow = flowOf(['mimecast-siem', 'mimecast-held'], (type) =>
      type === 'mimecast-siem' ? { types: 'receipt,journal', output: 'page', every: 0 } : { every: 0 },
    );
    await putOnCanvas(editor, flow);
  });

  const rows = (): Promise<string[][]> =>
    editor.page
      .locator('#mimecast-position-list tr')
      .evaluateAll((found) =>
        found.map((row) => [...row.children].map((cell) => (cell.textContent ?? '').trim())),
      );
  const rowUntil = (type: string, isSo: (row: readonly string[]) => boolean): Promise<string[]> =>
    waitFor(async () => (await rows()).find((row) => row[COLUMN.type] === type && isSo(row)), {
      what: `the row of ${type}`,
      ms: 20_000,
    }).catch(async (error: unknown) => {
      throw new Error(`${String(error)}: ${JSON.stringify(await rows())}`);
    });
  const panelText = async (): Promise<string> =>
    (await editor.field('mimecast-position-result').textContent()) ?? '';
  const waitForText = (pattern: RegExp): Promise<string> =>
    waitFor(async () => (pattern.test(await panelText()) ? panelText() : undefined), {
      what: `${pattern} to be said`,
      ms: 20_000,
    });

  it('says that there is nothing to show before the node is deployed', async () => {
    await editor.editNode(SIEM);
    await waitForText(/this node is not deployed/);
    assert.ok(!(await editor.field('mimecast-position-move').isVisible()));
    await editor.done('#node-dialog-ok');
  });

  it('shows streams that were never read as such', async () => {
    await editor.deploy();
    await editor.editNode(SIEM);
    assert.deepEqual((await rowUntil('receipt', () => true)).slice(1), ['–', '–', 'not read yet']);
    await editor.takePicture('position 1 not read');
  });

  it('explains the effect of a typed time, and then moves the position at once', async () => {
    await editor.field('mimecast-position-start').fill('-3h');
    await editor.field('mimecast-position-move').click();
    assert.match(
      (await editor.field('mimecast-position-question').textContent()) ?? '',
      /Moves every type of the deployed node to -3h immediately/,
    );
    await editor.takePicture('position 2 asked');
    await editor.field('mimecast-position-yes').click();
    await waitForText(/^done$/);
    const row = await rowUntil('receipt', ([, , , state]) => /up to date|catching up/.test(state ?? ''));
    assert.match(row[COLUMN.state] ?? '', /saved just now · (by date|cursor)/);
  });

  it('follows the node while the dialog is open', async () => {
    await rowUntil('receipt', (row) =>
      /up to date.*cursor.*files completed: \d/.test(row[COLUMN.state] ?? ''),
    );
    const row = await rowUntil('receipt', () => true);
    assert.match(row[COLUMN.time] ?? '', /\d\d:\d\d/);
    assert.match(row[COLUMN.age] ?? '', /^\d+ min$/);
    await editor.takePicture('position 3 read');
  });

  it('fills the times from the calendars, and sends that range again without moving the position', async () => {
    const iso = (text: string): Promise<unknown> =>
      editor.page.evaluate(`new Date(${JSON.stringify(text)}).toISOString().replace('.000Z', 'Z')`);
    const day = new Date(Date.now() - 24 * 3_600_000).toISOString().slice(0, 10);
    const [from, to] = [`${day}T00:00`, `${day}T06:30`];
    await editor.field('mimecast-position-start-calendar').fill(from);
    assert.equal(await editor.field('mimecast-position-start').inputValue(), await iso(from));
    assert.equal(await editor.field('mimecast-position-move').textContent(), 'Move position');
    await editor.field('mimecast-position-end-calendar').fill(to);
    assert.equal(await editor.field('mimecast-position-end').inputValue(), await iso(to));
    assert.equal(await editor.field('mimecast-position-move').textContent(), 'Send range again');
    const put = editor.page.waitForRequest((request) => request.method() === 'PUT');
    await editor.field('mimecast-position-move').click();
    const question = (await editor.field('mimecast-position-question').textContent()) ?? '';
    assert.ok(question.includes(`from ${await iso(from)} to ${await iso(to)} again`), question);
    await editor.takePicture('position range');
    await editor.field('mimecast-position-yes').click();
    assert.deepEqual((await put).postDataJSON(), { start: await iso(from), end: await iso(to) });
    await waitForText(/^done$|the range is being read/);
    await editor.field('mimecast-position-end-calendar').fill('');
    assert.equal(await editor.field('mimecast-position-end').inputValue(), '');
    assert.equal(await editor.field('mimecast-position-move').textContent(), 'Move position');
  });

  it('explains an invalid time', async () => {
    await editor.field('mimecast-position-start').fill('soon');
    await editor.field('mimecast-position-move').click();
    await editor.field('mimecast-position-yes').click();
    await waitForText(/start is soon, which is not a valid time: use ISO 8601/);
    await editor.takePicture('position 4 no time');
  });

  it('works with the keyboard', async () => {
    const focused = (): Promise<string> => editor.page.evaluate('document.activeElement.id');
    await editor.field('mimecast-position-start').focus();
    await editor.page.keyboard.press('Tab');
    assert.equal(await focused(), 'mimecast-position-start-calendar');
    await editor.field('mimecast-position-move').focus();
    await editor.page.keyboard.press('Tab');
    assert.equal(await focused(), 'mimecast-position-reset');
    await editor.page.keyboard.press('Enter');
    assert.equal(await focused(), 'mimecast-position-no');
    await editor.page.keyboard.press('Enter');
    assert.equal(await focused(), 'mimecast-position-reset');
    assert.ok(!(await editor.field('mimecast-position-confirm').isVisible()));
  });

  it('deletes the position only after a confirmation', async () => {
    await rowUntil('receipt', (row) => /up to date/.test(row[COLUMN.state] ?? ''));
    await editor.field('mimecast-position-reset').click();
    assert.match(
      (await editor.field('mimecast-position-question').textContent()) ?? '',
      /a first run again and collects the last 24 hours/,
    );
    await editor.field('mimecast-position-yes').click();
    await waitForText(/^done$/);
    await editor.takePicture('position 5 reset');
    await editor.done('#node-dialog-ok');
  });

  it('shows the time of the last reading, and how much of the state is known', async () => {
    await editor.editNode(HELD);
    await rowUntil('held', () => true);
    await editor.field('mimecast-position-move').click();
    await editor.field('mimecast-position-yes').click();
    await rowUntil('held', (row) => /up to date.*[1-9]\d* known/.test(row[COLUMN.state] ?? ''));
    await editor.takePicture('position 6 held');
    await editor.done('#node-dialog-ok');
  });
}

onEachEditor('The position panel', /status of (404|400)/, specify);
