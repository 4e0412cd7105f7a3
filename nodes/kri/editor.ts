import { SLUGS } from '../lib/properties/values/kri-indicators';
import { choice } from '../editor/fields/select-field';
import { inputOf, type Translate } from '../editor/fields/fields';
import { form } from '../editor/fields/form';
import { kriHistory } from '../editor/dialogs/kri-history';
import { sourceLabel } from '../editor/fields/label';
import { offersOf } from '../editor/dialogs/source';
import { withTenant } from '../editor/dialogs/tenant';
import { thresholds } from '../editor/fields/thresholds';
import { splitWords } from '../editor/fields/checkbox-list';

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
