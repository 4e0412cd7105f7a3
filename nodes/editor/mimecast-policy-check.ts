import { CHECKS } from '../lib/properties/policy-checks';
import { choice } from './parts/choice';
import { flag } from './parts/flag';
import { form } from './parts/form';
import { sourceLabel } from './parts/label';
import { offersOf } from './parts/source';
import { targets } from './parts/targets';
import { withTenant } from './parts/tenant';
import { splitWords, ticks } from './parts/ticks';

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
