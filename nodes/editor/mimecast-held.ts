import { HELD_TYPES } from '../lib/properties/held';
import { isVariable, showIf, type Translate } from './parts/fields';
import { typesLabel } from './parts/label';
import { snapshot } from './parts/snapshot';
import { labelOf, offersOf, source } from './parts/source';
import { splitWords, ticks } from './parts/ticks';

/** Whether any of these types may be read; always true without a selection or with a variable. */
const mayRead = (types: string, anyOf: readonly string[]): boolean =>
  isVariable(types) ||
  splitWords(types).length === 0 ||
  splitWords(types).some((type) => anyOf.includes(type));

RED.nodes.registerType<Stored<'mimecast-held'>>('mimecast-held', {
  ...sourceDefinition('mimecast-held'),
  label() {
    return labelOf(this, (translate) => [typesLabel(this.types, translate)]);
  },
  oneditprepare() {
    const translate: Translate = (key) => this._(key);
    snapshot(this.baseline);
    ticks('types', offersOf('types', HELD_TYPES, translate), (types) => {
      showIf('node-input-snapshot-rows', mayRead(types, ['held', 'summary']));
      showIf('node-input-lookback-row', mayRead(types, ['releases', 'rejections']));
    });
    source(this, 'mimecast-held');
  },
});
