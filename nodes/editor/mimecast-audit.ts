import { categories } from './parts/categories';
import { sourceLabel } from './parts/label';
import { source, sourceLook } from './parts/source';

RED.nodes.registerType<Stored<'mimecast-audit'>>('mimecast-audit', {
  category: 'mimecast',
  color: '#3FADB5',
  icon: 'mimecast-audit.svg',
  defaults: defaultsOf('mimecast-audit'),
  inputs: 1,
  outputs: 2,
  inputLabels: sourceLook.inputLabels,
  outputLabels: sourceLook.outputLabels,
  paletteLabel: sourceLook.paletteLabel,
  label() {
    const translate = (key: string): string => this._(key);
    return this.name || sourceLabel(this._('title'), [this.categories], this, translate);
  },
  labelStyle: sourceLook.labelStyle,
  oneditprepare() {
    const translate = (key: string): string => this._(key);
    source();
    categories(translate);
  },
});
