import { CHECKS } from '../lib/properties/values/policy-checks';
import { choice } from '../editor/fields/select-field';
import { flag } from '../editor/fields/checkbox-field';
import { form } from '../editor/fields/form';
import { sourceLabel } from '../editor/fields/label';
import { offersOf } from '../editor/dialogs/source';
import { targets } from '../editor/fields/targets';
import { withTenant } from '../editor/dialogs/tenant';
import { splitWords, ticks } from '../editor/fields/checkbox-list';

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
    return this._(index === 0 ? 'port.findings' : 'port.summaries');
  },
  paletteLabel() {
    return this._('palette');
  },
  label() {
    const translate = (key: string): string => this._(key);
    const count = splitWords(String(this.checks)).length || CHECKS.length;
    const label = (max: number): string =>
      sourceLabel(this._('title'), [String(count)], this, translate, max);
    return this.name || withTenant(label, this.account);
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    const translate = (key: string): string => this._(key);
    choice('node-input-everyUnit');
    choice('node-input-findings');
    ticks('checks', offersOf('checks', CHECKS, translate));
    targets(translate);
    flag('unpublished', this.unpublished);
    form(this, 'mimecast-policy-check');
  },
});
