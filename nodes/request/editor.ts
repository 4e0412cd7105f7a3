import { initCheckboxField } from '../editor/fields/checkbox-field';
import { effectiveValues } from '../editor/fields/effective-values';
import { initFields } from '../editor/fields/init-fields';
import { initSelectField } from '../editor/fields/select-field';
import { withAccountLabel } from '../editor/labels/account-suffix';
import { portLabels } from '../editor/labels/appearance';
import { requestLabel } from '../editor/labels/node-label';

RED.nodes.registerType<Stored<'mimecast-request'>>('mimecast-request', {
  ...nodeDefinition('mimecast-request'),
  inputs: 1,
  outputs: 1,
  inputLabels: portLabels('port.call'),
  outputLabels: portLabels('port.answer'),
  label() {
    const { name, account, method, path } = effectiveValues(this, 'mimecast-request');
    const label = (max: number): string =>
      path === '' ? this._('palette') : requestLabel(method, path, max);
    return name || withAccountLabel(label, account);
  },
  oneditprepare() {
    for (const name of ['method', 'paging', 'output']) initSelectField(`node-input-${name}`);
    initCheckboxField('mayChange', this.mayChange);
    initFields(this, 'mimecast-request');
  },
});
