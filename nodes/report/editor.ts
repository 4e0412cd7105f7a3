import { accountOptions } from '../editor/labels/account-suffix';
import { optionsOf } from '../editor/dialogs/source-dialog';
import { initCheckboxList } from '../editor/fields/checkbox-list';
import type { Translate } from '../editor/fields/fields';
import { initFields } from '../editor/fields/init-fields';
import { truncate } from '../editor/labels/node-label';
import { initSelectField } from '../editor/fields/select-field';
import { REPORT_SECTIONS } from '../lib/properties/node/assessments/report';

RED.nodes.registerType<Stored<'mimecast-report'>>('mimecast-report', {
  category: 'mimecast',
  color: '#3FADB5',
  icon: 'mimecast-report.svg',
  defaults: defaultsOf('mimecast-report'),
  inputs: 1,
  outputs: 1,
  inputLabels() {
    return this._('port.create');
  },
  outputLabels() {
    return this._('port.report');
  },
  paletteLabel() {
    return this._('palette');
  },
  label() {
    return this.name || truncate(`${this._('title')} · ${this.format}`);
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    const translate: Translate = (key, values) => this._(key, values);
    initCheckboxList('accounts', accountOptions());
    initSelectField('node-input-format');
    initCheckboxList('sections', optionsOf('sections', REPORT_SECTIONS, translate));
    initFields(this, 'mimecast-report');
  },
});
