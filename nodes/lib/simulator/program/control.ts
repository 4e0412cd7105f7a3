import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Clock } from '../common/clock';
import { type FeedType, isFeedType, SIEM_TYPES } from '../common/feeds';
import type { LogName } from '../common/log-names';
import type { PermissionGrants } from '../common/options';
import { setGranted } from '../common/permissions';
import type { PolicyStore } from '../endpoints/policy/policies';
import { changeAccount, changePolicies, listPolicies } from '../endpoints/policy/policy-control';
import type { CompareOptions, ExpectedEvents } from '../expected/expected-events';
import type { ExpectedLogs, LogRange } from '../expected/expected-logs';
import type { Comparison, RecordComparator } from '../expected/record-comparator';
import { FAULT_NAMES, type FaultInjector, isFaultName, LOG_FAULTS } from '../faults/fault-injector';
import type { RequestLog } from '../http/call-log';
import { type ReservedHandler, readBody } from '../http/server';

/** What the control endpoints use. They exist on the loopback only, and only with `control` or `--control`. */
interface Parts {
  readonly clock: Clock;
  readonly faults: FaultInjector;
  readonly ledger: ExpectedEvents;
  readonly grants: PermissionGrants;
  readonly policies: PolicyStore;
  readonly logLedger: ExpectedLogs<LogName>;
  readonly log: RequestLog;
  readonly warmUp: () => Promise<void>;
}

type ControlHandler = (parts: Parts, url: URL, request: IncomingMessage) => Promise<unknown>;

const PREFIX = '/__simulator/';

/**
 * `GET ledger`, `GET faults`, `GET requests`, `GET clock`;
 * `POST faults?name=…&rate=…` or `&next=…[&skip=…]` or `&clear` (without a name: all),
 * `POST clock?advance=<ms>`, `POST warm-up` (measures all files, so that no listing must),
 * `POST compare[?file=<path of a file of lines>][&type=…][&from=…][&to=…][&canonical=1]`; without `file`, lines in the body.
 * `GET logs[?log=…]` counts the other logs (audit, ttp.url, held.held …), `POST logs?log=…[&file=…]` compares with one,
 * both with `from`, `to` and `visibleBy`.
 * `POST grants?with=…&without=…` grants and revokes products and permissions by their names (wire.md 17).
 * `POST grants?unpublished=on` or `off` switches the paths that Mimecast never published.
 * `GET policies[?kind=…]`, `POST policies?kind=…[&by=…]` with the new list as JSON in the body: the
 * audit log shows the change as done by `by`. `GET account`, `POST account[?by=…]` with `{ archive, maxRetention,
 * packages }`, or a part of it, do the same for what get-account says.
 * `from` and `to` are epoch ms. All respond with JSON; wrong input with 400.
 */
const CONTROLS: Readonly<Record<string, ControlHandler>> = {
  'GET ledger': async ({ ledger }, url) => {
    const range = rangeOf(url);
    return Object.fromEntries(typesOf(url).map((type) => [type, ledger.count(type, range)]));
  },
  'GET logs': async ({ logLedger }, url) => {
    const range = logRangeOf(url);
    return Object.fromEntries(logsOf(logLedger, url).map((name) => [name, logLedger.count(name, range)]));
  },
  'POST logs': async ({ logLedger }, url, request) => {
    const [name, another] = logsOf(logLedger, url);
    if (name === undefined || another !== undefined) throw new RangeError('Exactly one log is needed.');
    const file = url.searchParams.get('file');
    return compareLines(
      logLedger.createComparator(name, logRangeOf(url)),
      file === null ? request : createReadStream(file),
    );
  },
  'GET grants': async ({ grants }) => grants,
  'POST grants': async ({ grants }, url) => {
    for (const [how, names] of [
      ['with', url.searchParams.getAll('with')],
      ['without', url.searchParams.getAll('without')],
    ] as const) {
      for (const name of names) setGranted(grants, name, how === 'with');
    }
    const unpublished = url.searchParams.get('unpublished');
    if (unpublished !== null) grants.unpublished = unpublished === 'on';
    return grants;
  },
  'GET policies': async ({ policies }, url) => listPolicies(policies, url.searchParams),
  'POST policies': async ({ policies }, url, request) =>
    changePolicies(policies, url.searchParams, await readBody(request)),
  'GET account': async ({ policies }) => policies.accountInfo,
  'POST account': async ({ policies }, url, request) =>
    changeAccount(policies, url.searchParams, await readBody(request)),
  'GET faults': async ({ faults }) => faults.fired,
  'POST faults': async ({ faults }, url) => {
    setFault(faults, url.searchParams);
    return faults.fired;
  },
  'GET requests': async ({ log }) => log.calls,
  'GET clock': async ({ clock }) => ({ now: clock.now() }),
  'POST clock': async ({ clock }, url) => {
    clock.advance(numberOf(url, 'advance') ?? Number.NaN);
    return { now: clock.now() };
  },
  'POST warm-up': async ({ warmUp }) => {
    await warmUp();
    return {};
  },
  'POST compare': ({ ledger }, url, request) => {
    const file = url.searchParams.get('file');
    return compare(ledger, url, file === null ? request : createReadStream(file));
  },
};

export function createControlHandler(parts: Parts): ReservedHandler {
  return async (request, response, url) => {
    if (!url.pathname.startsWith(PREFIX)) return false;
    const control = CONTROLS[`${request.method} ${url.pathname.slice(PREFIX.length)}`];
    if (control === undefined) {
      sendJson(response, 404, { error: 'There is no such control.', controls: Object.keys(CONTROLS) });
      return true;
    }
    try {
      sendJson(response, 200, await control(parts, url, request));
    } catch (error) {
      sendJson(response, 400, { error: error instanceof Error ? error.message : String(error) });
    }
    return true;
  };
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function setFault(faults: FaultInjector, query: URLSearchParams): void {
  const name = query.get('name') ?? undefined;
  if (name !== undefined && !isFaultName(name)) {
    throw new RangeError(
      `There is no fault called ${name}; there are ${[...FAULT_NAMES, ...LOG_FAULTS].join(', ')}.`,
    );
  }
  if (query.has('clear')) faults.clear(name);
  if (name === undefined) return;
  const rate = query.get('rate');
  if (rate !== null) faults.set(name, Number(rate));
  const next = query.get('next');
  if (next !== null) faults.next(name, Number(next), Number(query.get('skip') ?? 0));
}

async function compare(ledger: ExpectedEvents, url: URL, lines: Readable): Promise<unknown> {
  const isCanonical = url.searchParams.get('canonical') === '1';
  const options: CompareOptions = { ...rangeOf(url), types: typesOf(url), canonical: isCanonical };
  return compareLines(ledger.createComparator(options), lines);
}

async function compareLines(comparing: RecordComparator, lines: Readable): Promise<Comparison> {
  // an iterator over readline would lose lines that arrive before its first read
  const reader = createInterface({ input: lines, crlfDelay: Number.POSITIVE_INFINITY });
  await new Promise<void>((resolve, reject) => {
    // readline emits the errors of its input, too
    for (const emitter of [lines, reader]) emitter.once('error', reject);
    reader.on('line', (line) => comparing.add(line));
    reader.once('close', resolve);
  });
  return comparing.result();
}

function typesOf(url: URL): readonly FeedType[] {
  const asked = url.searchParams.getAll('type');
  const unknown = asked.find((type) => !isFeedType(type));
  if (unknown !== undefined) throw new RangeError(`There is no type called ${unknown}.`);
  return asked.length === 0 ? SIEM_TYPES : asked.filter(isFeedType);
}

function rangeOf(url: URL): { from?: number; to?: number; publishedBy?: number } {
  const from = numberOf(url, 'from');
  const to = numberOf(url, 'to');
  const publishedBy = numberOf(url, 'publishedBy');
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(publishedBy === undefined ? {} : { publishedBy }),
  };
}

function logsOf(ledger: ExpectedLogs<LogName>, url: URL): readonly LogName[] {
  const asked = url.searchParams.getAll('log');
  const unknown = asked.find((name) => !ledger.names.some((known) => known === name));
  if (unknown !== undefined)
    throw new RangeError(`There is no log called ${unknown}; there are ${ledger.names.join(', ')}.`);
  return asked.length === 0 ? ledger.names : ledger.names.filter((name) => asked.includes(name));
}

function logRangeOf(url: URL): LogRange {
  const { publishedBy: _, ...range } = rangeOf(url);
  const visibleBy = numberOf(url, 'visibleBy');
  return { ...range, ...(visibleBy === undefined ? {} : { visibleBy }) };
}

function numberOf(url: URL, name: string): number | undefined {
  const text = url.searchParams.get(name);
  if (text === null) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new RangeError(`${name} must be a number.`);
  return value;
}
