import { ROUTES } from '../lib/properties/values/routes';
import { TTP_RESULTS, TTP_TYPES } from '../lib/properties/node/ttp';
import { showIf, type Translate } from '../editor/fields/fields';
import { typesLabel } from '../editor/fields/label';
import { labelOf, offersOf, source } from '../editor/dialogs/source';
import { ticks } from '../editor/fields/checkbox-list';

RED.nodes.registerType<Stored<'mimecast-ttp'>>('mimecast-ttp', {
  ...sourceDefinition('mimecast-ttp'),
  label() {
    return labelOf(this, (translate) => [typesLabel(this.types, translate), this.routes, this.results]);
  },
  oneditprepare() {
    const translate: Translate = (key) => this._(key);
    ticks('types', offersOf('types', TTP_TYPES, translate), (types) => {
      // The impersonation log has one route and no results.
      showIf('node-input-filter-rows', types !== 'impersonation');
    });
    ticks('routes', offersOf('routes', ROUTES, translate));
    ticks('results', offersOf('results', TTP_RESULTS, translate));
    source(this, 'mimecast-ttp');
  },
});
