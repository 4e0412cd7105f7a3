import { formValue, selectOf, type Translate } from './fields';

const FIELDS = [
  'region',
  'baseUrl',
  'auth',
  'clientId',
  'clientSecret',
  'appId',
  'appKey',
  'accessKey',
  'secretKey',
  'timeout',
] as const;
/** Of these the editor only knows whether there is one. */
const SECRETS = ['clientSecret', 'appKey', 'accessKey', 'secretKey'] as const;
const REFERENCES = ['tls', 'proxy'] as const;

type Level = 'green' | 'yellow' | 'red';

/** Core's own colours, so that light and dark themes fit. */
const COLOURS: Readonly<Record<Level, string>> = {
  green: 'var(--red-ui-text-color-success)',
  yellow: 'var(--red-ui-text-color-warning)',
  red: 'var(--red-ui-text-color-error)',
};

interface Shown {
  readonly level: Level;
  readonly text: string;
}

const isLevel = (value: unknown): value is Level =>
  typeof value === 'string' && Object.hasOwn(COLOURS, value);

function answerOf(body: unknown): Shown | undefined {
  if (typeof body !== 'object' || body === null || !('level' in body) || !('text' in body)) return undefined;
  return isLevel(body.level) && typeof body.text === 'string'
    ? { level: body.level, text: body.text }
    : undefined;
}

/** The id of a chosen config node; what the select holds for "none" is no id. */
function reference(name: string): string {
  const value = selectOf(`node-config-input-${name}`)?.value ?? '';
  return value === '_ADD_' ? '' : value;
}

const isChanged = (id: string): boolean => {
  const node: unknown = id === '' ? null : RED.nodes.node(id);
  return typeof node === 'object' && node !== null && 'changed' in node && node.changed === true;
};

function form(id: string): Record<string, string | boolean> {
  const body: Record<string, string | boolean> = {};
  for (const name of FIELDS) body[name] = formValue(`node-config-input-${name}`);
  for (const name of REFERENCES) body[name] = reference(name);
  const node: unknown = RED.nodes.node(id);
  if (typeof node === 'object' && node !== null && 'credentials' in node) {
    const { credentials } = node;
    for (const name of SECRETS) {
      const has: unknown =
        typeof credentials === 'object' && credentials !== null
          ? Reflect.get(credentials, `has_${name}`)
          : undefined;
      body[`has_${name}`] = has === true;
    }
  }
  return body;
}

/** Brings the button to life. The URL is relative: only then does the editor add the login token. */
export function connectionTest(id: string, translate: Translate): void {
  const button = document.getElementById('mimecast-test');
  const result = document.getElementById('mimecast-test-result');
  if (!(button instanceof HTMLButtonElement) || result === null) return;
  const show = ({ level, text }: Shown): void => {
    result.textContent = text;
    result.style.color = COLOURS[level];
    result.dataset['level'] = level;
  };
  // A result says nothing about what was typed after it.
  const forget = (): void => {
    if (button.disabled) return;
    result.textContent = '';
    delete result.dataset['level'];
  };
  const dialog = button.closest('form');
  dialog?.addEventListener('input', forget);
  dialog?.addEventListener('change', forget);
  button.addEventListener('click', () => {
    if (REFERENCES.some((name) => isChanged(reference(name)))) {
      show({ level: 'yellow', text: translate('test.undeployed') });
      return;
    }
    button.disabled = true;
    result.textContent = translate('test.running');
    result.style.color = '';
    $.ajax({
      url: `mimecast/account/${encodeURIComponent(id)}/test`,
      method: 'POST',
      contentType: 'application/json',
      data: JSON.stringify(form(id)),
    })
      .done((body: unknown) => show(answerOf(body) ?? { level: 'red', text: translate('test.unreachable') }))
      .fail((request) => {
        const refused = request.status === 401 || request.status === 403;
        const text = translate(refused ? 'test.permission' : 'test.unreachable');
        show(answerOf(request.responseJSON) ?? { level: 'red', text });
      })
      .always(() => {
        button.disabled = false;
      });
  });
}
