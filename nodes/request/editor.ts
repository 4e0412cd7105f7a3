import { initCheckboxField } from '../editor/fields/checkbox-field';
import { initFields } from '../editor/fields/init-fields';
import { initSelectField } from '../editor/fields/select-field';
import { withAccountLabel } from '../editor/labels/account-suffix';
import { effectiveValues } from '../editor/labels/effective-values';
import { requestLabel } from '../editor/labels/node-label';

RED.nodes.registerType<Stored<'mimecast-request'>>('mimecast-request', {
  category: 'mimecast',
  color: '#3FADB5',
  icon: 'mimecast-request.svg',
  defaults: defaultsOf('mimecast-request'),
  inputs: 1,
  outputs: 1,
  inputLabels() {
    return this._('port.call');
  },
  outputLabels() {
    return this._('port.answer');
  },
  paletteLabel() {
    return this._('palette');
  },
  label() {
    const { name, account, method, path } = effectiveValues(this, 'mimecast-request');
    const label = (max: number): string =>
      path === '' ? this._('palette') : requestLabel(method, path, max);
    return name || withAccountLabel(label, account);
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    for (const name of ['method', 'paging', 'output']) initSelectField(`node-input-${name}`);
    initCheckboxField('mayChange', this.mayChange);
    initFields(this, 'mimecast-request');
  },
});
