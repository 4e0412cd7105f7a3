/** The overview: its views, and whether what they show is up to date. */
import { Component } from 'preact';
import type { OverviewModel, OverviewPart } from '../lib/contracts/overview';
import type { Host } from './model/host';
import { type Filter, isFailing } from './model/select-rows';
import { Session, type SessionState } from './model/session';
import { ConnectionNotice } from './parts/connection-notice';
import { panelId, TabList, tabId } from './parts/tab-list';
import type { Context } from './text/context';
import { createFormats } from './text/format';
import type { Texts } from './text/texts';
import { ApiView } from './views/api';
import { CollectionView } from './views/collection';
import { PostureView } from './views/posture';
import { RiskView } from './views/risk';

const VIEWS = { collection: CollectionView, risk: RiskView, posture: PostureView, api: ApiView } as const;
export const PARTS: readonly OverviewPart[] = ['collection', 'risk', 'posture', 'api'];
const PREFIX = 'mo';

/** Times like "3 min ago" are written again this often. */
const TICK_MS = 15_000;

/** What a screen reader is told about: how many rows of the view fail. */
export function failingIn(model: OverviewModel | undefined, part: OverviewPart): number | undefined {
  const lists: Readonly<Record<OverviewPart, readonly Parameters<typeof isFailing>[0][] | undefined>> = {
    ...{ collection: model?.collection?.rows, risk: model?.risk?.tiles, api: model?.api?.rows },
    posture: model?.posture?.accounts.flatMap(({ findings }) => findings),
  };
  return lists[part]?.filter(isFailing).length;
}

interface AppProps {
  readonly host: Host;
  readonly texts: Texts;
  readonly first: OverviewPart;
  onView(part: OverviewPart): void;
  /** hands out the session, so that the place around can say whether somebody looks */
  onSession(session: Session): void;
}

interface AppState {
  readonly session: SessionState;
  readonly filter: Filter;
  readonly context: Context;
  readonly announcement: string;
  readonly isBroken: boolean;
}

export class App extends Component<AppProps, AppState> {
  readonly #session: Session;
  #timer: ReturnType<typeof setInterval> | undefined;
  #failing: number | undefined;

  constructor(props: AppProps) {
    super(props);
    this.#session = new Session(props.host, props.first, (state) => this.#onState(state));
    const format = createFormats(props.texts.language);
    this.state = {
      ...{ session: this.#session.state, filter: { text: '', failing: false } },
      context: { ...props.texts, format, host: props.host, now: Date.now() },
      ...{ announcement: '', isBroken: false },
    };
  }

  override componentDidMount(): void {
    this.#timer = setInterval(() => {
      if (this.#session.isVisible) this.#tick();
    }, TICK_MS);
    this.props.onSession(this.#session);
  }

  override componentWillUnmount(): void {
    clearInterval(this.#timer);
    this.#session.close();
  }

  /** A view that meets what it does not expect leaves the others usable. */
  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ isBroken: true });
  }

  #tick(): void {
    const { clockOffset } = this.#session.state;
    this.setState(({ context }) => ({ context: { ...context, now: Date.now() + clockOffset } }));
  }

  #onState(session: SessionState): void {
    const { clockOffset } = this.state.session;
    this.setState({ session, ...this.#announce(session) });
    if (session.clockOffset !== clockOffset) this.#tick();
  }

  #announce(session: SessionState): Pick<AppState, 'announcement'> | undefined {
    const failing = failingIn(session.model, session.part);
    const before = this.#failing;
    this.#failing = failing;
    if (failing === undefined || before === undefined || failing === before) return undefined;
    const { count, t } = this.props.texts;
    return {
      announcement: t('announce', {
        view: t(`view.${session.part}`),
        now: count('failing', failing),
        before,
      }),
    };
  }

  readonly #show = (part: OverviewPart): void => {
    this.#failing = undefined;
    this.setState({ isBroken: false });
    this.#session.show(part);
    this.props.onView(part);
  };

  readonly #filter = (filter: Filter): void => this.setState({ filter });

  #content() {
    const { session, filter, context, isBroken } = this.state;
    if (isBroken) return <p role="alert">{context.t('broken')}</p>;
    if (session.model === undefined)
      return session.connection.state === 'loading' ? <p>{context.t('loading')}</p> : null;
    const View = VIEWS[session.part];
    return <View model={session.model} context={context} filter={filter} onFilter={this.#filter} />;
  }

  render({ host }: AppProps, { session, context, announcement }: AppState) {
    const { t } = context;
    return (
      <div class="mo-app">
        <header class="mo-head">
          {host.editorUrl === undefined ? <h2>{t('title')}</h2> : <h1>{t('title')}</h1>}
          <TabList
            label={t('views')}
            prefix={PREFIX}
            tabs={PARTS.map((part) => [part, t(`view.${part}`)] as const)}
            selected={session.part}
            onSelect={this.#show}
          />
          {host.editorUrl === undefined ? (
            <a class="mo-other" href={host.base} target="_blank" rel="noopener">
              {t('openPage')}
            </a>
          ) : (
            <a class="mo-other" href={host.editorUrl}>
              {t('openEditor')}
            </a>
          )}
        </header>
        <ConnectionNotice
          connection={session.connection}
          context={context}
          onRetry={() => this.#session.restart()}
        />
        <output class="mo-hidden">{announcement}</output>
        <div
          role="tabpanel"
          id={panelId(PREFIX)}
          aria-labelledby={tabId(PREFIX, session.part)}
          aria-busy={session.connection.state === 'loading'}
          key={session.part}
        >
          <h2 class="mo-hidden">{t(`view.${session.part}`)}</h2>
          {this.#content()}
        </div>
      </div>
    );
  }
}
