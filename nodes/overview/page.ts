/** The overview as a page of its own, below the address of the editor. */
import { storedToken, tokenKey } from './model/host';
import { isPart, mount } from './mount';
import { chooseLanguage } from './text/texts';

/** Where the editor keeps the language that a person has chosen; its default is that of the browser. */
const EDITOR_LANGUAGE = 'editor-language';

/** Of the page, below that of the editor. */
const OWN_PATH = /mimecast\/overview\/?$/;

/** null also where the browser allows no storage. */
function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function followTheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const set = (): void => {
    document.documentElement.dataset['theme'] = dark.matches ? 'dark' : 'light';
  };
  dark.addEventListener('change', set);
  set();
}

async function start(root: HTMLElement): Promise<void> {
  const base = new URL('./', location.href).href;
  const editorPath = location.pathname.replace(OWN_PATH, '');
  const key = tokenKey(editorPath);
  const language = chooseLanguage([stored(EDITOR_LANGUAGE), ...navigator.languages]);
  document.documentElement.lang = language;
  const hash = location.hash.slice(1);
  const { session } = await mount({
    ...{ root, language, resources: root.dataset['resources'] ?? '' },
    host: {
      base,
      token: () => storedToken(stored(key)),
      editorUrl: new URL('../../', base).href,
      selectNode: undefined,
    },
    ...(isPart(hash) ? { first: hash } : {}),
    onView: (part) => history.replaceState(null, '', `#${part}`),
  });
  const look = (): void => session.setVisible(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', look);
  // Somebody has logged in to the editor in another window.
  addEventListener('storage', (event) => {
    if (event.key === key && session.state.connection.state === 'ended') session.restart();
  });
  look();
}

export function startPage(root: HTMLElement): void {
  followTheme();
  start(root).catch((error: unknown) => {
    console.error(error);
    root.textContent = root.dataset['failed'] ?? '';
  });
}
