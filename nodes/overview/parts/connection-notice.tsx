import type { Connection } from '../model/session';
import type { Context } from '../text/context';

interface NoticeProps {
  readonly connection: Connection;
  readonly context: Context;
  onRetry(): void;
}

/** Says that what is shown is not up to date any more, and what helps. Otherwise nothing. */
export function ConnectionNotice({ connection, context, onRetry }: NoticeProps) {
  const { t, format, host } = context;
  const { state } = connection;
  const isGood = state === 'live' || state === 'loading';
  const text =
    connection.state === 'lost'
      ? t('connection.lost', { time: format.clock(connection.retryAt) })
      : t(`connection.${state}`);
  return (
    <output class={isGood ? 'mo-hidden' : 'mo-notice'} data-connection={state}>
      {!isGood && (
        <>
          <span>{text}</span>{' '}
          {state === 'ended' && host.editorUrl !== undefined && (
            <a href={host.editorUrl} target="node-red" rel="noopener">
              {t('connection.login')}
            </a>
          )}{' '}
          {state === 'outdated' ? (
            <button type="button" onClick={() => location.reload()}>
              {t('connection.reload')}
            </button>
          ) : (
            <button type="button" onClick={onRetry}>
              {t('connection.retry')}
            </button>
          )}
        </>
      )}
    </output>
  );
}
