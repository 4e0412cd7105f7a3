import { withAccountLabel } from '../editor/dialogs/account-suffix';
import { initRunNow } from '../editor/dialogs/run-now';
import { optionsOf } from '../editor/dialogs/source-dialog';
import { initCheckboxField } from '../editor/fields/checkbox-field';
import { initCheckboxList, splitList } from '../editor/fields/checkbox-list';
import type { Translate } from '../editor/fields/fields';
import { initFields } from '../editor/fields/init-fields';
import { sourceLabel } from '../editor/fields/node-label';
import { initLaterSelectField, initSelectField } from '../editor/fields/select-field';
import { initTargets } from '../editor/fields/targets';
import { CHECKS, STANDARD_CHECKS } from '../lib/properties/values/policy-checks';

RED.nodes.registerType<Stored<'mimecast-policy-check'>>('mimecast-policy-check', {
  category: 'mimecast',
  color: '#3FADB5',
  icon: 'mimecast-policy-check.svg',
  defaults: defaultsOf('mimecast-policy-check'),
  inputs: 1,
  outputs: 2,
  inputLabels() {
    return this._('port.run');
  },
  outputLabels(index) {
    return this._(index === 0 ? `output.${this.output || 'findings'}` : 'port.summaries');
  },
  paletteLabel() {
    return this._('palette');
  },
  label() {
    const translate = (key: string): string => this._(key);
    const count = splitList(String(this.checks)).length || STANDARD_CHECKS.length;
    const label = (max: number): string =>
      sourceLabel(this._('title'), [String(count)], this, translate, max);
    return this.name || withAccountLabel(label, this.account);
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    const translate: Translate = (key, values) => this._(key, values);
    initSelectField('node-input-everyUnit');
    initLaterSelectField('node-input-output', 'findings');
    initSelectField('node-input-findings');
    initCheckboxList('checks', optionsOf('checks', CHECKS, translate));
    initTargets(translate);
    initCheckboxField('unpublished', this.unpublished);
    initRunNow(this.id, 'policy-check', translate);
    initFields(this, 'mimecast-policy-check');
  },
});
