import { accountForm, hasChangedReference, shownNodes } from './account-form';
import { inputOf, type Translate } from './fields';
import { permissionTable, rowsOf } from './permission-table';

type Level = 'green' | 'yellow' | 'red';

/** Core's own colours, so that light and dark themes fit. */
export const COLOURS: Readonly<Record<Level, string>> = {
  green: 'var(--red-ui-text-color-success)',
  yellow: 'var(--red-ui-text-color-warning)',
  red: 'var(--red-ui-text-color-error)',
};

export interface Shown {
  readonly level: Level;
  readonly text: string;
}

const isLevel = (value: unknown): value is Level =>
  typeof value === 'string' && Object.hasOwn(COLOURS, value);

const textOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'text' in body ? String(body.text) : '';

/** What an endpoint that tests something says. */
export function answerOf(body: unknown): Shown | undefined {
  if (typeof body !== 'object' || body === null || !('level' in body)) return undefined;
  const text = textOf(body);
  return isLevel(body.level) && text !== '' ? { level: body.level, text } : undefined;
}

/** The URL is relative: only then does the editor add the login token. */
const post = (id: string, question: 'test' | 'doctor', body: object) =>
  $.ajax({
    url: `mimecast/account/${encodeURIComponent(id)}/${question}`,
    method: 'POST',
    contentType: 'application/json',
    data: JSON.stringify(body),
  });

/** Brings the button to life: signs in, and when that works asks what the application may read. */
export function connectionTest(id: string, translate: Translate): void {
  const button = document.getElementById('mimecast-test');
  const result = document.getElementById('mimecast-test-result');
  const permissions = document.getElementById('mimecast-permissions');
  if (!(button instanceof HTMLButtonElement) || result === null || permissions === null) return;
  const show = ({ level, text }: Shown): void => {
    result.textContent = text;
    result.style.color = COLOURS[level];
    result.dataset['level'] = level;
  };
  const clear = (): void => {
    result.textContent = '';
    result.style.color = '';
    delete result.dataset['level'];
    permissions.replaceChildren();
  };
  // A result says nothing about what was typed after it.
  const forget = (event: Event): void => {
    const asks = event.target instanceof HTMLElement && event.target.id === 'mimecast-test-all';
    if (!button.disabled && !asks) clear();
  };
  const dialog = button.closest('form');
  dialog?.addEventListener('input', forget);
  dialog?.addEventListener('change', forget);

  const askDoctor = (): void => {
    permissions.textContent = translate('doctor.running');
    const all = inputOf('mimecast-test-all')?.checked === true;
    post(id, 'doctor', { all, form: accountForm(id), nodes: shownNodes(id) })
      .done((body: unknown) => {
        const rows = rowsOf(body);
        if (rows === undefined) permissions.textContent = translate('doctor.failed');
        else {
          const advice = document.createElement('div');
          advice.textContent = textOf(body);
          permissions.replaceChildren(advice, permissionTable(rows, translate));
        }
      })
      .fail((request) => {
        permissions.textContent = [translate('doctor.failed'), textOf(request.responseJSON)].join(' ').trim();
      })
      .always(() => {
        button.disabled = false;
      });
  };

  button.addEventListener('click', () => {
    clear();
    if (hasChangedReference()) {
      show({ level: 'yellow', text: translate('test.undeployed') });
      return;
    }
    button.disabled = true;
    result.textContent = translate('test.running');
    post(id, 'test', accountForm(id))
      .done((body: unknown) => {
        const answer = answerOf(body) ?? { level: 'red', text: translate('test.unreachable') };
        show(answer);
        if (answer.level === 'red') button.disabled = false;
        else askDoctor();
      })
      .fail((request) => {
        const refused = request.status === 401 || request.status === 403;
        const text = translate(refused ? 'test.permission' : 'test.unreachable');
        show(answerOf(request.responseJSON) ?? { level: 'red', text });
        button.disabled = false;
      });
  });
}
