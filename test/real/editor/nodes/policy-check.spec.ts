/** The dialog of the policy checks in a real browser, and their results for the demo tenant in a real Node-RED. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import {
  CHECKS,
  DEFAULT_TARGETS,
  STANDARD_CHECKS,
} from '../../../../nodes/lib/properties/values/policy-checks';
import { NO_PAGE_ERROR, onEachEditor } from '../../harness/browser/each-editor';
import type { Editor } from '../../harness/browser/editor';

const EXAMPLE = '41 - Policy summary for an e-mail';
const CHECK = '5e1e0000d0a04106';
const properties = z.record(z.string(), z.unknown());

const VARIABLES = {
  every: '${EVERY}',
  at: '${AT}',
  checks: '${CHECKS}',
  targets: '${TARGETS}',
  findings: '${FINDINGS}',
  output: '${OUTPUT}',
  unpublished: '${UNPUBLISHED}',
  store: '${STORE}',
};

onEachEditor('The dialog of the policy checks', NO_PAGE_ERROR, (open) => {
  let editor: Editor;
  before(async () => {
    editor = open();
    await editor.importExample(EXAMPLE);
  });

  const field = (name: string) => editor.field(`node-input-${name}`);
  const value = (name: string): Promise<string> => field(name).inputValue();
  const target = (name: string) => field(`target-${name}`);
  const reason = async (name: string): Promise<string> =>
    (await editor.field(`node-input-${name}-reason`).textContent()) ?? '';
  const stored = async () =>
    properties.parse(
      await editor.page.evaluate(`RED.nodes.convertNode(RED.nodes.node(${JSON.stringify(CHECK)}))`),
    );
  const edited = async (work: () => Promise<void>): Promise<void> => {
    await editor.editNode(CHECK);
    await work();
    await editor.done('#node-dialog-ok');
  };
  const nothing = async (): Promise<void> => undefined;

  it('has a checkbox for each check and a row for each target, with the proposed value', async () => {
    const { valid, label } = await editor.shown(CHECK);
    assert.deepEqual([valid, label], [true, `Policies · ${STANDARD_CHECKS.length} · 24 h · 06:30`]);
    await editor.editNode(CHECK);
    assert.equal(await editor.page.locator('#node-input-checks-list input').count(), CHECKS.length);
    for (const [name, proposed] of Object.entries(DEFAULT_TARGETS)) {
      assert.equal(
        await target(name).getAttribute('placeholder'),
        Array.isArray(proposed) ? proposed.join(', ') : String(proposed),
      );
      assert.ok(await editor.page.locator(`label[for=node-input-target-${name}]`).isVisible(), name);
    }
    await editor.takePicture('policy 1 dialog');
    await field('store').scrollIntoViewIfNeeded();
    await editor.takePicture('policy 2 dialog, below');
  });

  it('converts checkboxes and rows to properties, and back, and keeps what the rows do not show', async () => {
    await field('checks-greylisting').check();
    await field('checks-credential_age').check();
    assert.equal(await value('checks'), 'greylisting,credential_age');
    await field('targets').fill('{"requiredPackages":[],"inferenceDays":3}');
    assert.equal(await target('inferenceDays').inputValue(), '3');
    assert.equal(
      await target('requiredPackages').getAttribute('placeholder'),
      '–',
      'none, and not those proposed',
    );
    await target('minimumRetentionDays').fill('2555');
    await target('permittedBypasses').fill('Payroll provider,  Scanner');
    await target('maximumCredentialAgeDays').fill('30');
    assert.deepEqual(JSON.parse(await value('targets')), {
      requiredPackages: [],
      inferenceDays: 3,
      minimumRetentionDays: 2555,
      permittedBypasses: ['Payroll provider', 'Scanner'],
      maximumCredentialAgeDays: 30,
    });
    await target('inferenceDays').fill('');
    await target('permittedSenders').fill('vendor.example');
    await target('permittedSenders').fill('');
    await field('findings-choice').selectOption('changed');
    await field('output-choice').selectOption('both');
    await field('unpublished').check();
    await editor.done('#node-dialog-ok');
    const { checks, targets, findings, output, unpublished } = await stored();
    assert.deepEqual(
      [checks, findings, output, unpublished],
      ['greylisting,credential_age', 'changed', 'both', true],
    );
    assert.deepEqual(Object.keys(JSON.parse(String(targets))).length, 4);
    assert.deepEqual(await editor.shown(CHECK).then(({ valid, label }) => [valid, label]), [
      true,
      'Policies · 2 · 24 h · 06:30',
    ]);
  });

  it('changes nothing when it is opened and closed with Done', async () => {
    const before = await stored();
    await edited(async () => {
      assert.equal(await target('permittedBypasses').inputValue(), 'Payroll provider, Scanner');
      assert.ok(await field('checks-greylisting').isChecked());
      assert.ok(await field('unpublished').isChecked());
    });
    assert.deepEqual(await stored(), before);
  });

  it('explains an invalid field, in the dialog and at the node', async () => {
    await editor.editNode(CHECK);
    for (const [name, wrong, words] of [
      ['at', '25:00', /25:00 is not a valid time/],
      ['every', 'daily', /daily is not a number|daily/],
      ['targets', '{', /targets are not JSON/],
      ['targets', '{"days":1}', /no target called days/],
      ['targets', '{"inferenceDays":0}', /inferenceDays takes a number from 1 to 90/],
      ['store', 'context:', /./],
    ] as const) {
      const before = await value(name);
      await field(name).fill(wrong);
      assert.match(await reason(name), words, `${name}: ${wrong}`);
      if (wrong === '{') assert.ok(await target('inferenceDays').isDisabled());
      await field(name).fill(before);
      assert.equal(await reason(name), '', name);
    }
    await target('minimumRetentionDays').fill('seven years');
    assert.match(await reason('targets'), /minimumRetentionDays takes a number from 0 to/);
    await field('checks-more').fill('nope');
    assert.match(await reason('checks'), /nope is not one of blocked_senders, /);
    await field('findings-choice').selectOption('');
    await field('findings').fill('sometimes');
    assert.match(await reason('findings'), /sometimes is not one of all, changed/);
    await field('output-choice').selectOption('');
    await field('output').fill('everything');
    assert.match(await reason('output'), /everything is not one of findings, policies, both/);
    await field('targets').scrollIntoViewIfNeeded();
    await editor.takePicture('policy 3 reasons');
    await editor.done('#node-dialog-ok');
    const { valid, validationErrors } = await editor.shown(CHECK);
    assert.equal(valid, false);
    assert.match((validationErrors ?? []).join('\n'), /minimumRetentionDays[\s\S]*|nope/);
  });

  it('accepts a variable in every field, and keeps it unchanged', async () => {
    await edited(async () => {
      await field('unpublished-variable').click();
      await field('checks-more').fill(VARIABLES.checks);
      for (const name of ['every', 'at', 'targets', 'output', 'findings', 'unpublished', 'store'] as const)
        await field(name).fill(VARIABLES[name]);
      assert.ok(await field('checks-greylisting').isDisabled());
      assert.ok(await target('minimumRetentionDays').isDisabled());
      await editor.takePicture('policy 4 variables');
    });
    const first = await stored();
    for (const [name, variable] of Object.entries(VARIABLES)) assert.equal(first[name], variable, name);
    assert.equal((await editor.shown(CHECK)).valid, true);
    await edited(nothing);
    assert.deepEqual(await stored(), first);
  });

  it('evaluates the demo tenant after the deploy', async () => {
    await edited(async () => {
      await field('checks-more').fill('');
      for (const [name, text] of [
        ['every', '24'],
        ['at', ''],
        ['targets', '{}'],
        ['store', ''],
      ] as const)
        await field(name).fill(text);
      await field('findings-choice').selectOption('all');
      await field('output-choice').selectOption('findings');
      await field('unpublished-variable').click();
      await field('unpublished').uncheck();
    });
    await editor.deploy();
    await editor.waitForStatus(CHECK, /^demo · 14 passed · 1 not assessed · /, 180_000);
    await editor.takePicture('policy 5 judged');
  });

  it('runs at once from the dialog, and names the run', async () => {
    await editor.editNode(CHECK);
    await editor.field('mimecast-run-now').click();
    const result = editor.field('mimecast-run-now-result');
    await result.getByText(/^The run (is over|goes on).*Run id: [\w-]{36}$/).waitFor({ timeout: 60_000 });
    await editor.takePicture('policy 6 run');
    await editor.done('#node-dialog-ok');
  });
});
