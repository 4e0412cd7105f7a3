import { choice } from './parts/choice';
import { flag } from './parts/flag';
import { form } from './parts/form';

RED.nodes.registerType<Stored<'mimecast-file'>>('mimecast-file', {
  category: 'mimecast',
  color: '#3FADB5',
  icon: 'mimecast-file.svg',
  align: 'right',
  defaults: defaultsOf('mimecast-file'),
  inputs: 1,
  outputs: 1,
  inputLabels() {
    return this._('port.records');
  },
  outputLabels() {
    return this._('port.written');
  },
  paletteLabel() {
    return this._('palette');
  },
  label() {
    return this.name || String(this.path || this._('palette'));
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    for (const name of ['rotate', 'sync']) choice(`node-input-${name}`);
    flag('gzip', this.gzip);
    form(this, 'mimecast-file');
  },
});
