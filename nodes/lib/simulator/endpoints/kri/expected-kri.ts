import { DAY, HOUR } from '../../common/dates';
import { isJsonObject, type JsonObject } from '../../common/json';
import type { LogName } from '../../common/log-names';
import type { ExpectedLogs } from '../../expected/expected-logs';
import type { PolicyStore } from '../policy/policies';
import { dmarcDays } from './statistics';

/** numerator and denominator; null: the indicator is a number and not a share */
export type ExpectedKri = readonly [numerator: number, denominator: number | null];

/**
 * The substitute when DMARC Analyzer is not licensed: the DMARC checks of inbound receipts, as far back as the batch
 * feed goes.
 */
export const INBOUND_ALIGNMENT = 'mimecast_auth_alignment_pct from receipts';

interface Parts {
  readonly ledger: ExpectedLogs<LogName>;
  readonly policies: PolicyStore;
  readonly seed: number;
}

/**
 * Expected values of the indicators at an instant (epoch ms), computed from the tenant's own data. It shares no code
 * with the assessment.
 */
export function expectedKris(
  { ledger, policies, seed }: Parts,
  at: number,
): Readonly<Record<string, ExpectedKri>> {
  const day = { from: at - DAY, to: at, visibleBy: at };
  const week = { ...day, from: at - 7 * DAY };
  const all = (log: LogName, range: typeof day): readonly JsonObject[] =>
    [...ledger.lines(log, range)].map((line): unknown => JSON.parse(line)).filter(isJsonObject);
  const share = (records: readonly JsonObject[], matches: (record: JsonObject) => boolean): ExpectedKri => [
    records.filter(matches).length,
    records.length,
  ];
  const held = all('held.held', day);
  const ages = held.map((row) => (at - Date.parse(withZone(row['dateReceived']))) / HOUR);
  const days = dmarcDays(seed, week.from, at);
  const total = (of: 'total' | 'aligned'): number => days.reduce((sum, one) => sum + one[of], 0);
  const active = policies.list('dmarc-domains').filter((one) => one['activityStatus'] !== 'inactive');
  const internal = ledger.count('cg-stream.internal email protect', day);
  return {
    mimecast_impersonation_not_blocked_24h: deliveredImpersonations(
      all('ttp.impersonation', day),
      all('held.releases', day).filter(({ status }) => status === 'released'),
    ),
    mimecast_malware_delivered_24h: share(
      all('ttp.attachment', day).filter(({ result, route }) => result === 'malicious' && route === 'inbound'),
      ({ actionTriggered }) => /(^|, )none|release/.test(String(actionTriggered)),
    ),
    mimecast_url_clicks_post_delivery_7d: share(
      all('ttp.url', week).filter(
        ({ scanResult, route }) => scanResult === 'malicious' && route === 'inbound',
      ),
      ({ action }) => action === 'allow',
    ),
    mimecast_internal_anomalies_24h: [internal, internal],
    mimecast_auth_alignment_pct: [total('aligned'), total('total')],
    [INBOUND_ALIGNMENT]: share(
      all('cg-stream.receipt', { ...day, from: Math.floor((at - 6 * DAY) / DAY) * DAY }).filter(
        (record) => /^inbound$/i.test(String(record['direction'])) && dmarcAllow(record) !== undefined,
      ),
      (record) => dmarcAllow(record) === true,
    ),
    mimecast_user_released_held_24h: share(
      all('held.releases', day).filter(({ status }) => status === 'released'),
      isReleasedByRecipient,
    ),
    mimecast_hold_queue_size: [held.length, null],
    mimecast_hold_queue_oldest_hours: [Math.round(Math.max(0, ...ages) * 100) / 100, null],
    mimecast_policy_changes_24h: share(
      all('audit', day),
      ({ category, auditType }) => category === 'policy_logs' || /policy/i.test(String(auditType)),
    ),
    mimecast_dmarc_enforced_domains_pct: share(active, ({ dmarcPolicy }) => dmarcPolicy !== 'none'),
  };
}

/** Those without an action, and those on hold that a release of the same sender, recipient and subject let go later. */
function deliveredImpersonations(
  detections: readonly JsonObject[],
  releases: readonly JsonObject[],
): ExpectedKri {
  const timeOf = (date: unknown): number =>
    date === undefined ? Number.POSITIVE_INFINITY : Date.parse(withZone(date));
  const free = releases
    .filter(({ messageInfo }) => !String(messageInfo).startsWith('Expired'))
    .flatMap((one) => (Array.isArray(one['to']) ? one['to'].map((to) => ({ one, to: addressOf(to) })) : []))
    .sort((a, b) => timeOf(a.one['released']) - timeOf(b.one['released']));
  const byTime = [...detections].sort((a, b) => timeOf(a['eventTime']) - timeOf(b['eventTime']));
  let delivered = detections.filter(({ action }) => action === 'none').length;
  for (const held of byTime.filter(({ action }) => action === 'hold')) {
    const index = free.findIndex(
      ({ one, to }) =>
        to === addressOf(held['recipientAddress']) &&
        [one['fromEnv'], one['fromHdr']].some(
          (from) => addressOf(from) === addressOf(held['senderAddress']),
        ) &&
        one['subject'] === held['subject'] &&
        timeOf(one['released']) >= timeOf(held['eventTime']),
    );
    if (index < 0) continue;
    free.splice(index, 1);
    delivered += 1;
  }
  return [delivered, detections.length];
}

/** In each of the five encodings (wire.md 4.3) the value follows the name. */
function dmarcAllow({ spamProcessingDetail: detail }: JsonObject): boolean | undefined {
  const text = typeof detail === 'string' ? detail : JSON.stringify(detail ?? null);
  const [, allow] = /dmarc\W+allow\W+(true|false)/i.exec(text) ?? [];
  return allow === undefined ? undefined : allow.toLowerCase() === 'true';
}

const withZone = (date: unknown): string => String(date).replace(/\+0000$/, 'Z');

function isReleasedByRecipient({ operator, to, messageInfo }: JsonObject): boolean {
  const who = addressOf(operator);
  const expired = String(messageInfo).startsWith('Expired');
  return !expired && who !== '' && Array.isArray(to) && to.some((one) => addressOf(one) === who);
}

function addressOf(one: unknown): string {
  if (!isJsonObject(one)) return String(one ?? '').toLowerCase();
  return String(one['emailAddress'] ?? one['address'] ?? '').toLowerCase();
}
