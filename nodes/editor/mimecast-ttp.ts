import { ROUTES } from '../lib/properties/routes';
import { TTP_RESULTS, TTP_TYPES } from '../lib/properties/ttp';
import { showIf, type Translate } from './parts/fields';
import { typesLabel } from './parts/label';
import { labelOf, offersOf, source } from './parts/source';
import { ticks } from './parts/ticks';

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
