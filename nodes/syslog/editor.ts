import { choice } from '../editor/fields/select-field';
import { isVariable, showIf } from '../editor/fields/fields';
import { form } from '../editor/fields/form';
import { addressLabel } from '../editor/fields/label';
import { sentSources } from '../editor/canvas/sent-sources';

RED.nodes.registerType<Stored<'mimecast-syslog'>>('mimecast-syslog', {
  category: 'mimecast',
  color: '#3FADB5',
  icon: 'mimecast-syslog.svg',
  align: 'right',
  defaults: defaultsOf('mimecast-syslog'),
  inputs: 1,
  outputs: 1,
  inputLabels() {
    return this._('port.records');
  },
  outputLabels() {
    return this._('port.delivered');
  },
  paletteLabel() {
    return this._('palette');
  },
  label() {
    const host = String(this.host);
    return (
      this.name ||
      (host === '' ? this._('palette') : addressLabel(String(this.protocol), host, String(this.port)))
    );
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    choice('node-input-protocol', (protocol) => {
      const open = isVariable(protocol);
      const relp = protocol.startsWith('relp');
      showIf('node-input-framing-row', open || !relp);
      showIf('node-input-tls-row', open || protocol.endsWith('tls'));
      showIf('node-input-stream-tip', !open && !relp);
      showIf('node-input-relp-tip', relp);
    });
    for (const name of ['framing', 'facility', 'severity']) choice(`node-input-${name}`);
    sentSources(this.id);
    form(this, 'mimecast-syslog');
  },
});
