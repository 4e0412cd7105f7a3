import { CG_TYPES, CI_TYPES } from '../lib/streams/siem/types';
import { choice } from './parts/choice';
import { enter, inputOf } from './parts/fields';
import { sourceLabel, typesLabel } from './parts/label';
import { offersOf, source, sourceLook } from './parts/source';
import { splitWords, ticks } from './parts/ticks';

const typesOf = (feed: string): readonly string[] => (feed.startsWith('ci') ? CI_TYPES : CG_TYPES);
const ALL: readonly string[] = [...CG_TYPES, ...CI_TYPES];

RED.nodes.registerType<Stored<'mimecast-siem'>>('mimecast-siem', {
  category: 'mimecast',
  color: '#3FADB5',
  icon: 'mimecast-siem.svg',
  defaults: defaultsOf('mimecast-siem'),
  inputs: 1,
  outputs: 2,
  inputLabels: sourceLook.inputLabels,
  outputLabels: sourceLook.outputLabels,
  paletteLabel: sourceLook.paletteLabel,
  label() {
    const translate = (key: string): string => this._(key);
    const feed = this.feed === 'cg-batch' ? '' : ` ${this.feed}`;
    const types = typesLabel(this.types, translate);
    return this.name || sourceLabel(`${this._('title')}${feed}`, [types], this, translate);
  },
  labelStyle: sourceLook.labelStyle,
  oneditprepare() {
    const translate = (key: string): string => this._(key);
    source();
    const offer = ticks('types', []);
    choice('node-input-feed', (feed) => {
      const types = inputOf('node-input-types');
      const known = typesOf(feed);
      const left = splitWords(types?.value ?? '').filter(
        (type) => known.includes(type) || !ALL.includes(type),
      );
      // The other product has other types, and refuses these.
      if (types !== undefined && left.join(',') !== types.value) enter(types, left.join(','));
      offer(offersOf('types', known, translate));
    });
  },
});
