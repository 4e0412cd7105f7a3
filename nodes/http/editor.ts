import { initSentSources } from '../editor/canvas/sent-sources';
import { initCheckboxField } from '../editor/fields/checkbox-field';
import { effectiveValues } from '../editor/fields/effective-values';
import { isVariable, setVisible } from '../editor/fields/fields';
import { initFields } from '../editor/fields/init-fields';
import { initSelectField } from '../editor/fields/select-field';
import { portLabels } from '../editor/labels/appearance';
import { receiverLabel } from '../editor/labels/node-label';

RED.nodes.registerType<Stored<'mimecast-http'>, CredentialsOf<'mimecast-http'>>('mimecast-http', {
  ...nodeDefinition('mimecast-http'),
  align: 'right',
  inputs: 1,
  outputs: 2,
  inputLabels: portLabels('port.records'),
  outputLabels: portLabels('port.delivered', 'port.refused'),
  label() {
    const { name, receiver, url } = effectiveValues(this, 'mimecast-http');
    return name || receiverLabel(receiver, url) || this._('palette');
  },
  oneditprepare() {
    initSelectField('node-input-receiver', (receiver) => {
      // With a variable every receiver is possible, so the rows of all are shown.
      const open = isVariable(receiver);
      const azure = receiver === 'azure';
      setVisible('node-input-azure-tip', open || azure);
      for (const rows of ['azure-rows', 'tokenUrl-row']) setVisible(`node-input-${rows}`, open || azure);
      setVisible('node-input-token-rows', open || !azure);
      setVisible('node-input-login-rows', open || ['elastic', 'ndjson', 'json'].includes(receiver));
      setVisible('node-input-indexerAck-row', open || receiver === 'hec');
    });
    for (const name of ['indexerAck', 'gzip'] as const) initCheckboxField(name, this[name]);
    initSentSources(this.id);
    initFields(this, 'mimecast-http');
  },
});
