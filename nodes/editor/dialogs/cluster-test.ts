import { buttonOf, formValue, type Translate } from '../fields/fields';
import { COLOURS, type TestResult } from '../fields/level';
import { configNodeId, isChanged } from './account-form';
import { parseTestResult } from './connection-test';

const FIELDS = ['url', 'username', 'password', 'prefix', 'lease'] as const;

function formValues(id: string): Record<string, string | boolean> {
  const node: unknown = RED.nodes.node(id);
  const credentials: unknown =
    typeof node === 'object' && node !== null ? Reflect.get(node, 'credentials') : null;
  const has: unknown =
    typeof credentials === 'object' && credentials !== null
      ? Reflect.get(credentials, 'has_password')
      : undefined;
  const fields = FIELDS.map((name) => [name, formValue(`node-config-input-${name}`)]);
  return { ...Object.fromEntries(fields), tls: configNodeId('tls'), has_password: has === true };
}

/** Initializes the button that connects to Redis with the values of the dialog. */
export function initClusterTest(id: string, translate: Translate): void {
  const button = buttonOf('mimecast-cluster-test');
  const result = document.getElementById('mimecast-cluster-test-result');
  if (button === undefined || result === null) return;
  const show = ({ level, text }: TestResult): void => {
    result.textContent = text;
    result.style.color = COLOURS[level];
    result.dataset['level'] = level;
  };
  // A result is outdated once the form changes.
  let isStale = false;
  const clear = (): void => {
    result.textContent = '';
    delete result.dataset['level'];
  };
  const onFormChange = (): void => {
    if (button.disabled) isStale = true;
    else clear();
  };
  // With jQuery, because Node-RED triggers jQuery events when a config node was added or changed.
  $(button).closest('form').on('input change', onFormChange);
  button.addEventListener('click', () => {
    if (isChanged(configNodeId('tls'))) {
      show({ level: 'yellow', text: translate('test.undeployed') });
      return;
    }
    button.disabled = true;
    isStale = false;
    result.textContent = translate('test.running');
    result.style.color = '';
    $.ajax({
      url: `mimecast/cluster/${encodeURIComponent(id)}/test`,
      method: 'POST',
      contentType: 'application/json',
      data: JSON.stringify(formValues(id)),
    })
      .done((body: unknown) =>
        show(parseTestResult(body) ?? { level: 'red', text: translate('test.unreachable') }),
      )
      .fail((request) => {
        const isForbidden = request.status === 401 || request.status === 403;
        const text = translate(isForbidden ? 'test.permission' : 'test.unreachable');
        show(parseTestResult(request.responseJSON) ?? { level: 'red', text });
      })
      .always(() => {
        button.disabled = false;
        if (isStale) clear();
      });
  });
}
