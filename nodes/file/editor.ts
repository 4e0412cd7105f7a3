import { initSentSources } from '../editor/canvas/sent-sources';
import { initCheckboxField } from '../editor/fields/checkbox-field';
import { initFields } from '../editor/fields/init-fields';
import { initSelectField } from '../editor/fields/select-field';
import { effectiveValues } from '../editor/labels/effective-values';
import { fileLabel } from '../editor/labels/node-label';

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
    const { name, path } = effectiveValues(this, 'mimecast-file');
    return name || fileLabel(path) || this._('palette');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    for (const name of ['rotate', 'sync']) initSelectField(`node-input-${name}`);
    initCheckboxField('gzip', this.gzip);
    initSentSources(this.id);
    initFields(this, 'mimecast-file');
  },
});
