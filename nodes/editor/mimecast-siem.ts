import { CG_TYPES } from '../lib/streams/siem/types';
import { sourceLabel } from './parts/label';
import { source } from './parts/source';

RED.nodes.registerType<Stored<'mimecast-siem'>>('mimecast-siem', {
  category: 'mimecast',
  color: '#3FADB5',
  icon: 'mimecast-siem.svg',
  defaults: defaultsOf('mimecast-siem'),
  inputs: 1,
  outputs: 2,
  outputLabels(index) {
    return this._(index === 0 ? 'port.records' : 'port.reports');
  },
  paletteLabel() {
    return this._('palette');
  },
  label() {
    return this.name || sourceLabel(this._('title'), this, (key) => this._(key));
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    source(CG_TYPES, (key) => this._(key));
  },
});
