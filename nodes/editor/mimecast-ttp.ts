import { ROUTES } from '../lib/properties/routes';
import { TTP_RESULTS, TTP_TYPES } from '../lib/properties/ttp';
import { sourceLabel, typesLabel } from './parts/label';
import { offersOf, source, sourceLook } from './parts/source';
import { ticks } from './parts/ticks';

RED.nodes.registerType<Stored<'mimecast-ttp'>>('mimecast-ttp', {
  category: 'mimecast',
  color: '#3FADB5',
  icon: 'mimecast-ttp.svg',
  defaults: defaultsOf('mimecast-ttp'),
  inputs: 1,
  outputs: 2,
  inputLabels: sourceLook.inputLabels,
  outputLabels: sourceLook.outputLabels,
  paletteLabel: sourceLook.paletteLabel,
  label() {
    const translate = (key: string): string => this._(key);
    return (
      this.name ||
      sourceLabel(
        this._('title'),
        [typesLabel(this.types, translate), this.routes, this.results],
        this,
        translate,
      )
    );
  },
  labelStyle: sourceLook.labelStyle,
  oneditprepare() {
    const translate = (key: string): string => this._(key);
    source();
    ticks('types', offersOf('types', TTP_TYPES, translate));
    ticks('routes', offersOf('routes', ROUTES, translate));
    ticks('results', offersOf('results', TTP_RESULTS, translate));
  },
});
