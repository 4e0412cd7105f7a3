import { initSourceDialog, optionsOf } from '../editor/dialogs/source-dialog';
import { initCheckboxList, splitList } from '../editor/fields/checkbox-list';
import { effectiveValues } from '../editor/fields/effective-values';
import { inputOf, setValue, type Translate } from '../editor/fields/fields';
import { initSelectField } from '../editor/fields/select-field';
import { typesLabel } from '../editor/labels/node-label';
import { pollingLabel } from '../editor/labels/polling-label';
import { CG_TYPES, CI_TYPES } from '../lib/properties/values/siem-types';

const typesOf = (feed: string): readonly string[] => (feed.startsWith('ci') ? CI_TYPES : CG_TYPES);
const ALL_TYPES: readonly string[] = [...CG_TYPES, ...CI_TYPES];

RED.nodes.registerType<Stored<'mimecast-siem'>>('mimecast-siem', {
  ...sourceDefinition('mimecast-siem'),
  label() {
    const values = effectiveValues(this, 'mimecast-siem');
    const feed = values.feed.replace(/^cg-batch$/, '');
    return pollingLabel(this, values, (translate) => [typesLabel(values.types, translate)], feed);
  },
  oneditprepare() {
    const translate: Translate = (key) => this._(key);
    const setOptions = initCheckboxList('types', []);
    initSelectField('node-input-feed', (feed) => {
      const types = inputOf('node-input-types');
      const available = typesOf(feed);
      const remaining = splitList(types?.value ?? '').filter(
        (type) => available.includes(type) || !ALL_TYPES.includes(type),
      );
      // The products have different types, and each rejects the types of the other.
      if (types !== undefined && remaining.join(',') !== types.value) setValue(types, remaining.join(','));
      setOptions(optionsOf('types', available, translate));
    });
    initSourceDialog(this, 'mimecast-siem');
  },
});
