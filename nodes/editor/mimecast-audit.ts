import { categories } from './parts/categories';
import type { Translate } from './parts/fields';
import { labelOf, source } from './parts/source';

RED.nodes.registerType<Stored<'mimecast-audit'>>('mimecast-audit', {
  ...sourceDefinition('mimecast-audit'),
  label() {
    return labelOf(this, () => [this.categories]);
  },
  oneditprepare() {
    const translate: Translate = (key) => this._(key);
    categories(translate);
    source(this, 'mimecast-audit');
  },
});
