import { choice } from './parts/choice';
import { flag } from './parts/flag';
import { form } from './parts/form';
import { fileLabel } from './parts/label';
import { sentSources } from './parts/sent-sources';

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
    return this.name || fileLabel(String(this.path)) || this._('palette');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    for (const name of ['rotate', 'sync']) choice(`node-input-${name}`);
    flag('gzip', this.gzip);
    sentSources(this.id);
    form(this, 'mimecast-file');
  },
});
