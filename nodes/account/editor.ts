import { initConnectionTest } from '../editor/dialogs/connection-test';
import { initDiagnostics } from '../editor/dialogs/diagnostics';
import { effectiveValues } from '../editor/fields/effective-values';
import { formValue, inputOf, isVariable, setVisible, type Translate } from '../editor/fields/fields';
import { initFields } from '../editor/fields/init-fields';
import { initLaterSelectField, initSelectField } from '../editor/fields/select-field';
import { watchAccounts } from '../editor/labels/account-suffix';
import { truncate } from '../editor/labels/node-label';
import { checkBaseUrl, completeBaseUrl, hostWarning } from '../lib/properties/values/base-url';

const BASE_URL = 'node-config-input-baseUrl';

/** Writes the host with its scheme, and without the path of an endpoint. */
function completeHost(): void {
  const field = inputOf(BASE_URL);
  const typed = field?.value.trim() ?? '';
  if (field === undefined || typed === '' || isVariable(typed) || checkBaseUrl(typed) !== undefined) return;
  field.value = completeBaseUrl(typed) ?? field.value;
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

RED.nodes.registerType<Stored<'mimecast-account'>, CredentialsOf<'mimecast-account'>>('mimecast-account', {
  ...nodeDefinition('mimecast-account'),
  label() {
    const { name, region } = effectiveValues(this, 'mimecast-account');
    return name || truncate(`Mimecast (${region})`);
  },
  oneditprepare() {
    const translate: Translate = (key, values) => this._(key, values);
    const showCredentials = (): void => {
      const demo = formValue('node-config-input-region') === 'demo';
      const auth = formValue('node-config-input-auth');
      setVisible('node-config-input-auth-row', !demo);
      // With a variable both kinds of credentials are possible, so the rows of both are shown.
      setVisible('node-config-input-credentials-rows', !demo && auth !== 'legacy');
      setVisible('node-config-input-legacy-rows', !demo && auth !== 'oauth2');
      setVisible('node-config-input-permissions-row', !demo && auth !== 'legacy');
    };
    // Valid regions and hosts depend on the kind of credentials, so both fields are validated again.
    const revalidate = (...names: readonly string[]): void => {
      for (const name of names)
        inputOf(`node-config-input-${name}`)?.dispatchEvent(new Event('change', { bubbles: true }));
    };
    const showHost = (): void => {
      const auth = formValue('node-config-input-auth') === 'legacy' ? 'legacy' : 'oauth2';
      const warning = hostWarning(formValue(BASE_URL), auth);
      const row = document.getElementById('node-config-input-host-row');
      if (row !== null)
        row.textContent = warning === undefined ? '' : translate(`reasons.${warning.key}`, warning.values);
      setVisible('node-config-input-host-row', warning !== undefined);
    };
    inputOf(BASE_URL)?.addEventListener('input', showHost);
    inputOf(BASE_URL)?.addEventListener('blur', completeHost);
    initSelectField('node-config-input-auth', () => {
      showCredentials();
      showHost();
      revalidate('region', 'baseUrl');
    });
    initSelectField('node-config-input-region', (region) => {
      setVisible(`${BASE_URL}-row`, region === 'custom' || region.startsWith('${'));
      setVisible('node-config-input-demo-row', region === 'demo' || region.startsWith('${'));
      showCredentials();
      revalidate('baseUrl');
    });
    initLaterSelectField('node-config-input-scenario', 'healthy');
    initConnectionTest(this.id, translate);
    initDiagnostics(this.id, translate);
    initFields(this, 'mimecast-account', 'node-config-input');
  },
});

watchAccounts();
