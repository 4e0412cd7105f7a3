import { type CheckboxOption, initCheckboxList } from '../fields/checkbox-list';
import { buttonOf, errorTextIn, formValue, type Translate } from '../fields/fields';

function parseOptions(body: unknown): readonly CheckboxOption[] | undefined {
  if (typeof body !== 'object' || body === null || !('categories' in body)) return undefined;
  const categoryList: unknown = body.categories;
  if (!Array.isArray(categoryList)) return undefined;
  return categoryList.flatMap((one: unknown) =>
    typeof one === 'object' && one !== null && 'code' in one && 'name' in one
      ? [{ value: String(one.code), about: String(one.name) }]
      : [],
  );
}

/**
 * Initializes the field `categories`: a button loads the account's own list. The URL is relative, because
 * only then the editor adds the login token.
 */
export function initCategories(translate: Translate): void {
  const setOptions = initCheckboxList('categories', []);
  const button = buttonOf('mimecast-categories');
  const result = document.getElementById('mimecast-categories-result');
  if (button === undefined || result === null) return;
  const showText = (text: string, isProblem: boolean): void => {
    result.textContent = text;
    result.style.color = isProblem ? 'var(--red-ui-text-color-error)' : '';
  };
  button.addEventListener('click', () => {
    const account = formValue('node-input-account');
    if (account === '' || account === '_ADD_') {
      showText(translate('ask.noAccount'), true);
      return;
    }
    button.disabled = true;
    showText(translate('ask.running'), false);
    $.ajax({ url: `mimecast/account/${encodeURIComponent(account)}/categories`, method: 'GET' })
      .done((body: unknown) => {
        const options = parseOptions(body);
        showText(options === undefined ? translate('ask.unreachable') : '', options === undefined);
        if (options !== undefined) setOptions(options);
      })
      .fail((request) => {
        const isForbidden = request.status === 401 || request.status === 403;
        showText(
          errorTextIn(request.responseJSON) ?? translate(isForbidden ? 'ask.permission' : 'ask.unreachable'),
          true,
        );
      })
      .always(() => {
        button.disabled = false;
      });
  });
}
