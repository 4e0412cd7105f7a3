/** The overview in the sidebar of the editor. Loaded when its tab is shown for the first time. */
import { type Mounted, mount } from './mount';
import { chooseLanguage } from './text/texts';

/** Less than half of white is a dark theme. */
const DARK_BELOW = 128;

/** What is drawn behind an element: most have no background of their own. */
function backgroundOf(element: Element | null): readonly number[] {
  for (let one = element; one !== null; one = one.parentElement) {
    const [red = 0, green = 0, blue = 0, alpha = 1] =
      getComputedStyle(one)
        .backgroundColor.match(/[\d.]+/g)
        ?.map(Number) ?? [];
    if (alpha > 0) return [red, green, blue];
  }
  return [255, 255, 255];
}

/** Of the theme that is in use, whichever it is. */
function isDark(element: Element | null): boolean {
  const [red = 0, green = 0, blue = 0] = backgroundOf(element);
  return 0.299 * red + 0.587 * green + 0.114 * blue < DARK_BELOW;
}

function followTheme(root: HTMLElement): void {
  const set = (): void => {
    root.dataset['theme'] = isDark(root.parentElement) ? 'dark' : 'light';
  };
  new MutationObserver(set).observe(document.documentElement, { attributeFilter: ['class', 'style'] });
  set();
}

function selectNode(id: string, otherwise: string): void {
  if (RED.nodes.node(id) === null) {
    RED.notify(otherwise, 'warning');
    return;
  }
  RED.view.reveal(id, true);
  RED.view.select(id);
}

/** The path of the editor may be another host's (`apiRootUrl`). */
const apiRoot = (): string => new URL(RED.settings.apiRootUrl ?? '', document.baseURI).href;

/** Starts to look when the element is shown, and stops when it is hidden: by another tab, or with the sidebar. */
function watch(root: HTMLElement, { session }: Mounted): void {
  let isShown = false;
  const look = (): void => session.setVisible(isShown && document.visibilityState === 'visible');
  new IntersectionObserver((entries) => {
    isShown = entries.at(-1)?.isIntersecting ?? false;
    look();
  }).observe(root);
  document.addEventListener('visibilitychange', look);
}

export async function openTab(root: HTMLElement, resources: string): Promise<void> {
  const language = chooseLanguage([RED.i18n.lang()]);
  const mounted: Mounted = await mount({
    ...{ root, language, resources },
    host: {
      base: new URL('mimecast/overview/', apiRoot()).href,
      token: () => RED.settings.get('auth-tokens', null)?.access_token,
      editorUrl: undefined,
      selectNode: (id) => selectNode(id, mounted.texts.t('noNode')),
    },
  });
  followTheme(root);
  watch(root, mounted);
}
