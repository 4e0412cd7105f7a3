import { DLP_ACTIONS } from '../lib/properties/dlp';
import { ROUTES } from '../lib/properties/routes';
import { sourceLabel } from './parts/label';
import { offersOf, source, sourceLook } from './parts/source';
import { ticks } from './parts/ticks';

RED.nodes.registerType<Stored<'mimecast-dlp'>>('mimecast-dlp', {
  category: 'mimecast',
  color: '#3FADB5',
  icon: 'mimecast-dlp.svg',
  defaults: defaultsOf('mimecast-dlp'),
  inputs: 1,
  outputs: 2,
  inputLabels: sourceLook.inputLabels,
  outputLabels: sourceLook.outputLabels,
  paletteLabel: sourceLook.paletteLabel,
  label() {
    const translate = (key: string): string => this._(key);
    return this.name || sourceLabel(this._('title'), [this.routes, this.actions], this, translate);
  },
  labelStyle: sourceLook.labelStyle,
  oneditprepare() {
    const translate = (key: string): string => this._(key);
    source();
    ticks('routes', offersOf('routes', ROUTES, translate));
    ticks('actions', offersOf('actions', DLP_ACTIONS, translate));
  },
});
