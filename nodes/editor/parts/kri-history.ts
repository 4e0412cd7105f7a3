import type { Translate } from './fields';

interface Shown {
  readonly runs: readonly Readonly<Record<string, unknown>>[];
  readonly values: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectsIn = (value: unknown) => (Array.isArray(value) ? value.filter(isObject) : []);

function shownIn(body: unknown): Shown | undefined {
  if (!isObject(body) || !isObject(body['values'])) return undefined;
  const values = Object.entries(body['values']).map(([slug, list]) => [slug, objectsIn(list)] as const);
  return { runs: objectsIn(body['runs']), values: Object.fromEntries(values) };
}

function line(text: string, isTitle = false): HTMLElement {
  const element = document.createElement('div');
  element.textContent = text;
  if (isTitle) element.style.fontWeight = 'bold';
  return element;
}

/** Newest first; what was not measured is a dash, because it is no number. */
function linesOf({ runs, values }: Shown, translate: Translate): HTMLElement[] {
  const ofValues = Object.entries(values).flatMap(([slug, list]) => {
    const texts = list.map(({ measured, value }) => (measured === true ? String(value) : '–'));
    return [line(slug, true), line(texts.reverse().join(' · '))];
  });
  const ofRuns = [...runs].reverse().map(({ startedAt, measured, unmeasured, calls }) =>
    line(
      `${String(startedAt)} · ${translate('history.run', {
        measured: String(measured),
        unmeasured: String(unmeasured),
        calls: String(calls),
      })}`,
    ),
  );
  return [...ofValues, line(translate('history.runs'), true), ...ofRuns];
}

/** The last runs and values, asked for by a button. The URL is relative: only then does the editor add the login token. */
export function kriHistory(id: string, translate: Translate): void {
  const button = document.getElementById('mimecast-kri-history');
  const result = document.getElementById('mimecast-kri-history-result');
  if (button === null || result === null) return;
  button.addEventListener('click', () => {
    $.ajax({ url: `mimecast/kri/${encodeURIComponent(id)}/history`, method: 'GET' })
      .done((body: unknown) => {
        const shown = shownIn(body);
        if (shown === undefined) result.textContent = translate('history.unreachable');
        else if (shown.runs.length === 0) result.textContent = translate('history.none');
        else result.replaceChildren(...linesOf(shown, translate));
      })
      .fail((request) => {
        result.textContent = translate(
          request.status === 404 ? 'history.notDeployed' : 'history.unreachable',
        );
      });
  });
}
