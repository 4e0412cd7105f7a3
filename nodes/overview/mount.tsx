/** Puts the overview into an element of a page. */
import { render } from 'preact';
import { isJsonObject } from '../lib/contracts/json';
import type { OverviewPart } from '../lib/contracts/overview';
import { App, PARTS } from './app';
import type { Host } from './model/host';
import type { Session } from './model/session';
import { createTexts, type Texts } from './text/texts';

export interface Place {
  readonly root: HTMLElement;
  readonly host: Host;
  /** BCP 47, one of LANGUAGES */
  readonly language: string;
  /** where the catalogues are, with a slash at the end */
  readonly resources: string;
  readonly first?: OverviewPart;
  onView?(part: OverviewPart): void;
}

export interface Mounted {
  readonly session: Session;
  readonly texts: Texts;
  close(): void;
}

export const isPart = (name: string): name is OverviewPart => PARTS.some((part) => part === name);

async function loadTexts(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`status ${response.status} of ${url}`);
  const catalogue: unknown = await response.json();
  if (!isJsonObject(catalogue)) throw new Error(`no texts at ${url}`);
  return catalogue;
}

/** Nothing is asked for before its session is told that somebody looks. */
export async function mount({ root, host, language, resources, first, onView }: Place): Promise<Mounted> {
  const texts = createTexts(language, await loadTexts(`${resources}overview.${language}.json`));
  root.classList.add('mimecast-overview');
  root.lang = language;
  root.replaceChildren();
  return new Promise((resolve) => {
    const close = (): void => {
      render(null, root);
    };
    render(
      <App
        host={host}
        texts={texts}
        first={first ?? 'collection'}
        onView={(part) => onView?.(part)}
        onSession={(session) => resolve({ session, texts, close })}
      />,
      root,
    );
  });
}
