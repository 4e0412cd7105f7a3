import { AUDIT_TYPES } from '../lib/properties/audit';
import { categories } from './parts/categories';
import type { Translate } from './parts/fields';
import { labelOf, offersOf, source } from './parts/source';
import { ticks } from './parts/ticks';

RED.nodes.registerType<Stored<'mimecast-audit'>>('mimecast-audit', {
  ...sourceDefinition('mimecast-audit'),
  label() {
    return labelOf(this, () => [this.categories]);
  },
  oneditprepare() {
    const translate: Translate = (key) => this._(key);
    ticks('types', offersOf('types', AUDIT_TYPES, translate));
    categories(translate);
    source(this, 'mimecast-audit');
  },
});
