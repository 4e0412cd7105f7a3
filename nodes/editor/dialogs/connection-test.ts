import { errorTextIn, inputOf, type Translate } from '../fields/fields';
import { COLOURS, isLevel, type Level, type TestResult } from '../fields/level';
import { accountForm, editorNodes, hasChangedReference } from './account-form';
import { parseFindings } from './permission-findings';
import { createPermissionTable } from './permission-table';

/** Parses the response of a test endpoint. */
export function parseTestResult(body: unknown): TestResult | undefined {
  if (typeof body !== 'object' || body === null || !('level' in body)) return undefined;
  const text = errorTextIn(body) ?? '';
  return isLevel(body.level) && text !== '' ? { level: body.level, text } : undefined;
}

/** Account, region, duration and time, appended to the headline. */
const factsIn = (body: unknown): readonly string[] =>
  typeof body === 'object' && body !== null && 'facts' in body && Array.isArray(body.facts)
    ? body.facts.map(String)
    : [];

/** Names in a sentence; the table has the others. */
const MAX_NAMES = 8;

function nameSome(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  return [...names.slice(0, MAX_NAMES), ...(more > 0 ? [`… (+${more})`] : [])].join('; ');
}

/** The URL is relative, because only then the editor adds the login token. */
const postForm = (id: string, endpoint: 'test' | 'doctor', body: object) =>
  $.ajax({
    url: `mimecast/account/${encodeURIComponent(id)}/${endpoint}`,
    method: 'POST',
    contentType: 'application/json',
    data: JSON.stringify(body),
  });

/** Initializes the button that signs in and then checks the permissions. */
export function initConnectionTest(id: string, translate: Translate): void {
  const button = document.getElementById('mimecast-test');
  const result = document.getElementById('mimecast-test-result');
  const permissions = document.getElementById('mimecast-permissions');
  if (!(button instanceof HTMLButtonElement) || result === null || permissions === null) return;
  const show = ({ level, text }: TestResult): void => {
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
  // A result is outdated once the form changes.
  let isStale = false;
  const onFormChange = (event: Event): void => {
    if (event.target instanceof HTMLElement && event.target.id === 'mimecast-test-all') return;
    if (button.disabled) isStale = true;
    else clear();
  };
  const finish = (): void => {
    button.disabled = false;
    if (isStale) clear();
  };
  // With jQuery, because Node-RED triggers jQuery events when a config node was added or changed.
  $(button).closest('form').on('input change', onFormChange);

  /** A successful sign-in does not prove any permission, so the result is known only after this check. */
  const checkPermissions = (facts: readonly string[]): void => {
    const showSummary = (level: Level, message: string): void =>
      show({ level, text: [message, ...facts].join(' · ') });
    const showUnchecked = (reason: string): void => {
      showSummary('yellow', translate('doctor.unchecked'));
      permissions.textContent = reason;
    };
    permissions.textContent = translate('doctor.running');
    const all = inputOf('mimecast-test-all')?.checked === true;
    postForm(id, 'doctor', { all, form: accountForm(id), nodes: editorNodes(id) })
      .done((body: unknown) => {
        const findings = parseFindings(body);
        if (findings === undefined) {
          showUnchecked('');
          return;
        }
        const { level, key, values, lacks, advice, rows } = findings;
        showSummary(level, translate(`doctor.verdict.${key}`, values));
        const lines = document.createElement('div');
        const lacking = lacks.length === 0 ? [] : [translate('doctor.lacks', { what: nameSome(lacks) })];
        lines.textContent = [...lacking, ...advice.map((one) => translate(`doctor.advice.${one}`))].join(
          '\n',
        );
        permissions.replaceChildren(lines, createPermissionTable(rows, translate));
      })
      .fail((request) => showUnchecked(errorTextIn(request.responseJSON) ?? ''))
      .always(finish);
  };

  button.addEventListener('click', () => {
    clear();
    if (hasChangedReference()) {
      show({ level: 'yellow', text: translate('test.undeployed') });
      return;
    }
    button.disabled = true;
    isStale = false;
    result.textContent = translate('test.running');
    postForm(id, 'test', { ...accountForm(id), signInOnly: true })
      .done((body: unknown) => {
        const testResult = parseTestResult(body) ?? { level: 'red', text: translate('test.unreachable') };
        if (testResult.level === 'red') {
          show(testResult);
          finish();
          return;
        }
        result.textContent = testResult.text;
        checkPermissions(factsIn(body));
      })
      .fail((request) => {
        const isForbidden = request.status === 401 || request.status === 403;
        const text = translate(isForbidden ? 'test.permission' : 'test.unreachable');
        show(parseTestResult(request.responseJSON) ?? { level: 'red', text });
        finish();
      });
  });
}
