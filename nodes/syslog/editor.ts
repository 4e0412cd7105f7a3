import { initSentSources } from '../editor/canvas/sent-sources';
import { effectiveValues, showEffectiveValues } from '../editor/fields/effective-values';
import { isVariable, setVisible } from '../editor/fields/fields';
import { initFields } from '../editor/fields/init-fields';
import { initSelectField } from '../editor/fields/select-field';
import { portLabels } from '../editor/labels/appearance';
import { addressLabel } from '../editor/labels/node-label';

RED.nodes.registerType<Stored<'mimecast-syslog'>>('mimecast-syslog', {
  ...nodeDefinition('mimecast-syslog'),
  align: 'right',
  inputs: 1,
  outputs: 2,
  inputLabels: portLabels('port.records'),
  outputLabels: portLabels('port.delivered', 'port.refused'),
  label() {
    const { name, protocol, host, port } = effectiveValues(this, 'mimecast-syslog');
    return name || (host === '' ? this._('palette') : addressLabel(protocol, host, port));
  },
  oneditprepare() {
    showEffectiveValues(this, 'mimecast-syslog');
    initSelectField('node-input-protocol', (protocol) => {
      const open = isVariable(protocol);
      const relp = protocol.startsWith('relp');
      setVisible('node-input-framing-row', open || !relp);
      setVisible('node-input-tls-row', open || protocol.endsWith('tls'));
      setVisible('node-input-stream-tip', !open && !relp);
      setVisible('node-input-relp-tip', relp);
    });
    for (const name of ['framing', 'facility', 'severity', 'tooLong']) initSelectField(`node-input-${name}`);
    initSentSources(this.id);
    initFields(this, 'mimecast-syslog');
  },
});
