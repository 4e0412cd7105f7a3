import { withAccountLabel } from '../editor/dialogs/account-suffix';
import { initCheckboxField } from '../editor/fields/checkbox-field';
import { initFields } from '../editor/fields/init-fields';
import { requestLabel } from '../editor/fields/node-label';
import { initSelectField } from '../editor/fields/select-field';

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
    const [method, path] = [String(this.method), String(this.path || '')];
    const label = (max: number): string =>
      path === '' ? this._('palette') : requestLabel(method, path, max);
    return this.name || withAccountLabel(label, this.account);
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
