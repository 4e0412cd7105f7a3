import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import {
  REPORT_SECTIONS,
  type ReportFormat,
  reportProperties,
} from '../../properties/node/assessments/report';
import type { Settings } from '../../properties/property-types';
import { renderCsv } from '../../report/csv';
import { renderHtml } from '../../report/html/page';
import { renderMarkdown } from '../../report/markdown';
import { buildReport } from '../../report/model/build-report';
import { dayText } from '../../report/model/texts';
import type { Report, Totals } from '../../report/model/types';
import type { Steps } from '../../report/steps';
import { plainText, subjectOf } from '../../report/summary';
import { pluralize } from '../../util/format-number';
import { failedStatus } from '../node-red/error-status';
import { onFlowsStarted } from '../node-red/flows-started';
import { NodeStatusThrottle, type Status } from '../node-red/node-status';
import { onClose } from '../node-red/on-close';
import { onInput, withMembers } from '../node-red/on-input';
import { type Config, parseConfig } from '../node-red/parse-config';
import { joinFitting } from '../node-red/status-text';
import { readAccounts } from './read-accounts';

type ReportSettings = Settings<typeof reportProperties>;

/** Answers each message with a report of what the nodes have stored. */
export function initReportNode(RED: NodeAPI, node: Node, config: Config): void {
  const nodeStatus = new NodeStatusThrottle(node);
  const configResult = parseConfig(reportProperties, config);
  const abortController = new AbortController();
  const { signal } = abortController;
  if (!configResult.ok) nodeStatus.set(failedStatus(configResult.error));
  const cancelStart = onFlowsStarted(RED, () => {
    if (!configResult.ok) node.error(configResult.error, {});
  });
  // Messages that arrive meanwhile get the same report: a page that many people open must not be made many times.
  let creating: Promise<CreatedReport> | undefined;
  const createOnce = (settings: ReportSettings): Promise<CreatedReport> => {
    creating ??= createReport(RED, settings, signal).finally(() => {
      creating = undefined;
    });
    return creating;
  };
  onInput(
    node,
    async (message, send) => {
      if (!configResult.ok) throw configResult.error;
      const created = await createOnce(configResult.settings);
      signal.throwIfAborted();
      nodeStatus.set(reportStatus(created));
      send(withMembers(message, toMembers(created, message)));
    },
    // A deploy has stopped it, so there is no receiver for the error.
    (error) => (signal.aborted ? undefined : error instanceof Error ? error : new Error(String(error))),
  );
  onClose(node, async () => {
    cancelStart();
    abortController.abort(new DOMException('the node was closed', 'AbortError'));
    await creating?.catch(() => undefined);
    nodeStatus.close();
  });
}

interface CreatedReport {
  readonly report: Report;
  readonly format: ReportFormat;
  readonly subject: string;
  readonly text: string;
  readonly plaintext: string;
  readonly csv: string;
}

async function createReport(
  RED: NodeAPI,
  { accounts, sections, format, days }: ReportSettings,
  signal: AbortSignal,
): Promise<CreatedReport> {
  const at = Date.now();
  const inputs = await readAccounts(RED, accounts, signal);
  const selected = sections.length === 0 ? REPORT_SECTIONS : sections;
  const report = await takeSteps(buildReport({ at, days, sections: selected, accounts: inputs }), signal);
  const subject = subjectOf(report);
  const csv = await takeSteps(renderCsv(report), signal);
  const text =
    format === 'csv'
      ? csv
      : await takeSteps(format === 'html' ? renderHtml(report, subject) : renderMarkdown(report), signal);
  return { report, format, subject, text, csv, plaintext: plainText(report, subject) };
}

/** Yields to the event loop between two accounts. */
async function takeSteps<T>(steps: Steps<T>, signal: AbortSignal): Promise<T> {
  let step = steps.next();
  while (step.done !== true) {
    await nextTurn();
    signal.throwIfAborted();
    step = steps.next();
  }
  return step.value;
}

const FORMATS = {
  html: { extension: 'html', type: 'text/html; charset=utf-8' },
  markdown: { extension: 'md', type: 'text/markdown; charset=utf-8' },
  csv: { extension: 'csv', type: 'text/csv; charset=utf-8' },
} as const satisfies Readonly<Record<ReportFormat, object>>;

/** Spreadsheets take UTF-8 for another encoding without it. */
const BYTE_ORDER_MARK = '\uFEFF';

function toMembers(
  { report, format, subject, text, plaintext, csv }: CreatedReport,
  message: NodeMessageInFlow,
): Readonly<Record<string, unknown>> {
  const { at, from, days, accounts, totals } = report;
  const name = `mimecast-report-${dayText(at)}`;
  const { extension, type } = FORMATS[format];
  return {
    payload: text,
    topic: subject,
    plaintext,
    csv,
    attachments: [
      { filename: `${name}.csv`, content: `${BYTE_ORDER_MARK}${csv}`, contentType: FORMATS.csv.type },
    ],
    filename: `${name}.${extension}`,
    report: {
      at: new Date(at).toISOString(),
      from: new Date(from).toISOString(),
      ...{ days, accounts: accounts.length, totals },
    },
    // An e-mail node would take them for headers of the mail.
    ...('res' in message && { headers: httpHeaders(type, `${name}.${extension}`) }),
  };
}

const httpHeaders = (type: string, filename: string): Readonly<Record<string, string>> => ({
  'content-type': type,
  'content-disposition': `inline; filename="${filename}"`,
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
});

function reportStatus({ report: { accounts, totals } }: CreatedReport): Status {
  const text = joinFitting([
    pluralize(accounts.length, 'account'),
    totals.red === 0 ? '' : `${totals.red} red`,
    totals.amber === 0 ? '' : `${totals.amber} amber`,
    totals.failed === 0 ? '' : `${totals.failed} failed`,
    totals.unmeasured === 0 ? '' : `${totals.unmeasured} not measured`,
  ]);
  return { fill: fillOf(totals), shape: 'dot', text, ...totals };
}

function fillOf({ red, amber, failed, unmeasured }: Totals): 'red' | 'yellow' | 'green' {
  if (red > 0) return 'red';
  return amber + failed + unmeasured > 0 ? 'yellow' : 'green';
}
