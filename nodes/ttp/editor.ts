import { initSourceDialog, optionsOf } from '../editor/dialogs/source-dialog';
import { initCheckboxField } from '../editor/fields/checkbox-field';
import { initCheckboxList, splitList } from '../editor/fields/checkbox-list';
import { effectiveValues } from '../editor/fields/effective-values';
import { isVariable, setVisible, type Translate } from '../editor/fields/fields';
import { typesLabel } from '../editor/labels/node-label';
import { pollingLabel } from '../editor/labels/polling-label';
import { TTP_RESULTS, TTP_TYPES } from '../lib/properties/node/ttp';
import { ROUTES } from '../lib/properties/source';

/** Whether the log of links may be read; always true without a selection or with a variable. */
const mayReadLinks = (types: string): boolean =>
  isVariable(types) || splitList(types).length === 0 || splitList(types).includes('url');

RED.nodes.registerType<Stored<'mimecast-ttp'>>('mimecast-ttp', {
  ...sourceDefinition('mimecast-ttp'),
  label() {
    const values = effectiveValues(this, 'mimecast-ttp');
    return pollingLabel(this, values, (translate) => [
      typesLabel(values.types, translate),
      values.routes,
      values.results,
    ]);
  },
  oneditprepare() {
    const translate: Translate = (key) => this._(key);
    initCheckboxList('types', optionsOf('types', TTP_TYPES, translate), (types) => {
      // The impersonation log has one route and no results.
      setVisible('node-input-filter-rows', types !== 'impersonation');
      setVisible('node-input-clicksOnly-row', mayReadLinks(types));
    });
    initCheckboxList('routes', optionsOf('routes', ROUTES, translate));
    initCheckboxList('results', optionsOf('results', TTP_RESULTS, translate));
    initCheckboxField('clicksOnly', this.clicksOnly);
    initSourceDialog(this, 'mimecast-ttp');
  },
});
