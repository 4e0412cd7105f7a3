import type { Translate } from '../fields/fields';

/** Initializes the button. The copied text is shown, so that people see what they send. */
export function initDiagnostics(id: string, translate: Translate): void {
  const button = document.getElementById('mimecast-diagnostics');
  const result = document.getElementById('mimecast-diagnostics-result');
  const text = document.getElementById('mimecast-diagnostics-text');
  if (!(button instanceof HTMLButtonElement) || !(text instanceof HTMLTextAreaElement) || result === null)
    return;
  const show = (found: unknown): void => {
    text.value = JSON.stringify(found, null, 2);
    text.style.display = '';
    text.select();
    // navigator.clipboard works with https only; many editors use http.
    const copied = document.execCommand('copy');
    result.textContent = translate(copied ? 'diagnostics.copied' : 'diagnostics.byHand');
  };
  button.addEventListener('click', () => {
    button.disabled = true;
    text.style.display = 'none';
    result.textContent = translate('diagnostics.running');
    $.ajax({ url: `mimecast/account/${encodeURIComponent(id)}/diagnostics`, method: 'GET', dataType: 'json' })
      .done(show)
      .fail((request) => {
        result.textContent = translate(
          request.status === 404 ? 'diagnostics.notDeployed' : 'diagnostics.failed',
        );
      })
      .always(() => {
        button.disabled = false;
      });
  });
}
