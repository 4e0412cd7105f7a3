import { choice } from './parts/choice';
import { connectionTest } from './parts/connection-test';
import { diagnostics } from './parts/diagnostics';
import { formValue, inputOf, showIf, type Translate } from './parts/fields';
import { validity } from './parts/validity';

const BASE_URL = 'node-config-input-baseUrl';

RED.nodes.registerType<Stored<'mimecast-account'>, ReturnType<typeof credentialsOf<'mimecast-account'>>>(
  'mimecast-account',
  {
    category: 'config',
    color: '#3FADB5',
    icon: 'mimecast-account.svg',
    defaults: defaultsOf('mimecast-account'),
    credentials: credentialsOf('mimecast-account'),
    paletteLabel() {
      return this._('palette');
    },
    label() {
      return this.name || `Mimecast (${this.region})`;
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    oneditprepare() {
      const translate: Translate = (key, values) => this._(key, values);
      const baseUrl = inputOf(BASE_URL);
      const reason = document.getElementById(`${BASE_URL}-reason`);
      // At once and in words: the tooltip of a red field is only seen by those who point at it.
      const explain = (): void => {
        const answer = validity(this, 'mimecast-account', 'baseUrl', formValue(BASE_URL));
        if (reason !== null) reason.textContent = answer === true || formValue(BASE_URL) === '' ? '' : answer;
      };
      baseUrl?.addEventListener('input', explain);
      const showCredentials = (): void => {
        const demo = formValue('node-config-input-region') === 'demo';
        const auth = formValue('node-config-input-auth');
        showIf('node-config-input-auth-row', !demo);
        // A variable may say either.
        showIf('node-config-input-credentials-rows', !demo && auth !== 'legacy');
        showIf('node-config-input-legacy-rows', !demo && auth !== 'oauth2');
        showIf('node-config-input-permissions-row', !demo && auth !== 'legacy');
      };
      // Hosts of API 1.0 are right for its own keys, so the address is judged anew.
      const judge = (): void => {
        baseUrl?.dispatchEvent(new Event('change', { bubbles: true }));
        explain();
      };
      choice('node-config-input-auth', () => {
        showCredentials();
        judge();
      });
      choice('node-config-input-region', (region) => {
        showIf(`${BASE_URL}-row`, region === 'custom' || region.startsWith('${'));
        showIf('node-config-input-demo-row', region === 'demo');
        showCredentials();
        judge();
      });
      connectionTest(this.id, translate);
      diagnostics(this.id, translate);
    },
  },
);
