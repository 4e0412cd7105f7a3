import { SLUGS } from '../lib/properties/kri-indicators';
import { choice } from './parts/choice';
import { inputOf, type Translate } from './parts/fields';
import { form } from './parts/form';
import { kriHistory } from './parts/kri-history';
import { sourceLabel } from './parts/label';
import { offersOf } from './parts/source';
import { withTenant } from './parts/tenant';
import { thresholds } from './parts/thresholds';
import { splitWords } from './parts/ticks';

RED.nodes.registerType<Stored<'mimecast-kri'>>('mimecast-kri', {
  category: 'mimecast',
  color: '#3FADB5',
  icon: 'mimecast-kri.svg',
  defaults: defaultsOf('mimecast-kri'),
  inputs: 1,
  outputs: 2,
  inputLabels() {
    return this._('port.run');
  },
  outputLabels(index) {
    return this._(index === 0 ? 'port.indicators' : 'port.summaries');
  },
  paletteLabel() {
    return this._('palette');
  },
  label() {
    const translate = (key: string): string => this._(key);
    const count = splitWords(String(this.indicators)).length;
    const label = (max: number): string =>
      sourceLabel(this._('title'), [String(count)], this, translate, max);
    return this.name || withTenant(label, this.account);
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    const translate: Translate = (key, values) => this._(key, values);
    choice('node-input-everyUnit');
    choice('node-input-unlicensed');
    thresholds(offersOf('indicators', SLUGS, translate), translate);
    // A node from an older flow may have none.
    const overrides = inputOf('node-input-overrides');
    if (overrides?.value === '') overrides.value = '{}';
    kriHistory(this.id, translate);
    form(this, 'mimecast-kri');
  },
});
