import { initSentSources } from '../editor/canvas/sent-sources';
import { isVariable, setVisible } from '../editor/fields/fields';
import { showFormerDefaults } from '../editor/fields/former-defaults';
import { initFields } from '../editor/fields/init-fields';
import { initSelectField } from '../editor/fields/select-field';
import { effectiveValues } from '../editor/labels/effective-values';
import { addressLabel } from '../editor/labels/node-label';

RED.nodes.registerType<Stored<'mimecast-syslog'>>('mimecast-syslog', {
  category: 'mimecast',
  color: '#3FADB5',
  icon: 'mimecast-syslog.svg',
  align: 'right',
  defaults: defaultsOf('mimecast-syslog'),
  inputs: 1,
  outputs: 2,
  inputLabels() {
    return this._('port.records');
  },
  outputLabels(index) {
    return this._(index === 0 ? 'port.delivered' : 'port.refused');
  },
  paletteLabel() {
    return this._('palette');
  },
  label() {
    const { name, protocol, host, port } = effectiveValues(this, 'mimecast-syslog');
    return name || (host === '' ? this._('palette') : addressLabel(protocol, host, port));
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    showFormerDefaults(this, 'mimecast-syslog');
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
