import { sourceLabel } from './parts/label';
import { source } from './parts/source';

/** Mimecast's own words (mimecast-api.md 4.1), with a line about each in the catalogue. */
const TYPES = [
  'receipt',
  'process',
  'delivery',
  'journal',
  'av',
  'spam',
  'attachment protect',
  'impersonation protect',
  'internal email protect',
  'url protect',
];

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
    source(TYPES, (key) => this._(key));
  },
});
