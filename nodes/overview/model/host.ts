/** What page and sidebar tab do differently. */
export interface Host {
  /** URL of the overview, with a slash at the end: the data is below it */
  readonly base: string;
  /** of the person's login at the editor; undefined: the editor needs none */
  token(): string | undefined;
  /** where the editor can be opened; undefined: this is the editor */
  readonly editorUrl: string | undefined;
  /** shows a node in the editor; undefined: its link is followed */
  readonly selectNode: ((id: string) => void) | undefined;
}

/** The URL that opens the editor with this node selected. */
export const nodeUrl = (host: Host, id: string): string =>
  `${host.editorUrl ?? ''}#node/${encodeURIComponent(id)}`;

/** Where the editor keeps its login: one for each path that an editor is at. */
export const tokenKey = (editorPath: string): string =>
  `auth-tokens${editorPath.replace(/\/$/, '').replaceAll('/', '-')}`;

/** The access token in what the editor has stored. */
export function storedToken(stored: string | null): string | undefined {
  if (stored === null) return undefined;
  try {
    const parsed: unknown = JSON.parse(stored);
    if (typeof parsed !== 'object' || parsed === null || !('access_token' in parsed)) return undefined;
    return typeof parsed.access_token === 'string' ? parsed.access_token : undefined;
  } catch {
    return undefined;
  }
}
