import type { CheckInfo, DriftDetail, EvidenceDetail, FindingDetail } from '../../lib/contracts/overview';
import { readFinding } from '../model/requests';
import { Loaded } from '../parts/loaded';
import { Scroll } from '../parts/scroll';
import type { Context } from '../text/context';
import { driftText } from '../text/drift-words';

interface EvidenceProps {
  readonly node: string;
  readonly check: string;
  readonly info: CheckInfo | undefined;
  readonly context: Context;
}

function Piece({ piece, context }: { readonly piece: EvidenceDetail; readonly context: Context }) {
  const { t, format } = context;
  return (
    <li>
      <p>
        <code>{piece.endpoint}</code> · {t(`tier.${piece.tier}`)} ·{' '}
        {piece.httpStatus === null
          ? t('evidence.noStatus')
          : t('evidence.status', { status: String(piece.httpStatus) })}{' '}
        · {format.time(piece.collectedAt)}
      </p>
      {piece.excerpt !== '' && (
        <Scroll name={t('evidence.excerpt')}>
          <pre>{piece.excerpt}</pre>
        </Scroll>
      )}
      {piece.sha256 !== null && <p class="mo-muted mo-hash">SHA-256 {piece.sha256}</p>}
    </li>
  );
}

function Drift({ drift, context }: { readonly drift: DriftDetail; readonly context: Context }) {
  const { t, format } = context;
  return (
    <>
      <h3>{t('drift.title')}</h3>
      <p>{driftText(drift, context)}</p>
      <p class="mo-muted">
        {t('drift.between', { from: format.time(drift.from), to: format.time(drift.to) })}
      </p>
      {drift.items.length > 0 && (
        <ul>
          {drift.items.map(({ name, change }) => (
            <li key={`${change} ${name}`}>
              {t(`drift.${change}`)}: {name}
            </li>
          ))}
        </ul>
      )}
      {drift.events === null ? (
        <p>{t('drift.noAudit')}</p>
      ) : (
        <ul>
          {drift.events.map(({ at, user, what }) => (
            <li key={`${at} ${user} ${what}`}>
              {format.time(at)} · {user} · {what}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Detail({
  detail,
  info,
  context,
}: { readonly detail: FindingDetail } & Omit<EvidenceProps, 'node' | 'check'>) {
  const { t, format } = context;
  return (
    <>
      <p>{detail.summary}</p>
      {info !== undefined && (
        <dl class="mo-facts-list">
          <dt>{t('evidence.protects')}</dt>
          <dd>{info.protects}</dd>
          <dt>{t('evidence.remediation')}</dt>
          <dd>{info.remediation}</dd>
        </dl>
      )}
      <h3>{t('evidence.title', { when: format.time(detail.runAt) })}</h3>
      {detail.evidence.length === 0 ? (
        <p>{t('evidence.none')}</p>
      ) : (
        <ul class="mo-evidence">
          {detail.evidence.map((piece, at) => (
            <Piece key={at} piece={piece} context={context} />
          ))}
        </ul>
      )}
      {detail.drift !== null && <Drift drift={detail.drift} context={context} />}
      {detail.changes.length > 0 && (
        <>
          <h3>{t('evidence.changes')}</h3>
          <ul>
            {detail.changes.map(({ day, status }) => (
              <li key={`${day} ${status}`}>
                {format.day(day)}: {t(`finding.${status}`)}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** What a finding is based on. */
export const Evidence = ({ node, check, info, context }: EvidenceProps) => (
  <Loaded
    id={`${node} ${check}`}
    load={(signal) => readFinding(context.host, node, check, signal)}
    context={context}
  >
    {(detail) => <Detail {...{ detail, info, context }} />}
  </Loaded>
);
