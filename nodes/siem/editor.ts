import { CG_TYPES, CI_TYPES } from '../lib/properties/values/siem-types';
import { choice } from '../editor/fields/select-field';
import { enter, inputOf, type Translate } from '../editor/fields/fields';
import { typesLabel } from '../editor/fields/label';
import { labelOf, offersOf, source } from '../editor/dialogs/source';
import { splitWords, ticks } from '../editor/fields/checkbox-list';

const typesOf = (feed: string): readonly string[] => (feed.startsWith('ci') ? CI_TYPES : CG_TYPES);
const ALL_TYPES: readonly string[] = [...CG_TYPES, ...CI_TYPES];

RED.nodes.registerType<Stored<'mimecast-siem'>>('mimecast-siem', {
  ...sourceDefinition('mimecast-siem'),
  label() {
    // A node from a hand-written flow may have none.
    const feed = String(this.feed ?? 'cg-batch').replace(/^cg-batch$/, '');
    return labelOf(this, (translate) => [typesLabel(this.types, translate)], feed);
  },
  oneditprepare() {
    const translate: Translate = (key) => this._(key);
    const setOptions = ticks('types', []);
    choice('node-input-feed', (feed) => {
      const types = inputOf('node-input-types');
      const available = typesOf(feed);
      const remaining = splitWords(types?.value ?? '').filter(
        (type) => available.includes(type) || !ALL_TYPES.includes(type),
      );
      // The products have different types and reject those of each other.
      if (types !== undefined && remaining.join(',') !== types.value) enter(types, remaining.join(','));
      setOptions(offersOf('types', available, translate));
    });
    source(this, 'mimecast-siem');
  },
});
