import { choice } from '../editor/fields/select-field';
import { flag } from '../editor/fields/checkbox-field';
import { form } from '../editor/fields/form';
import { requestLabel } from '../editor/fields/label';
import { withTenant } from '../editor/dialogs/tenant';

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
    return this.name || withTenant(label, this.account);
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    for (const name of ['method', 'paging', 'output']) choice(`node-input-${name}`);
    flag('mayChange', this.mayChange);
    form(this, 'mimecast-request');
  },
});
