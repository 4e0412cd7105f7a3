import type { SourceFailure } from '../shipping/failure';
import type { SourceState } from '../shipping/source-state';
import { counted, shortCount } from './format-count';
import { clock, moment, span } from './format-time';
import type { Status } from './status-line';

/** Files come every quarter of an hour: less than an hour is not behind. */
const BEHIND_MS = 60 * 60 * 1000;
const MAX_TEXT = 60;
/** Nobody can act on half the name of a permission. */
const MAX_TEXT_WITH_NEEDS = 200;
/** Somebody has to grant something; the node itself is sound. */
const GRANTS: ReadonlySet<string> = new Set(['MIMECAST_FORBIDDEN', 'MIMECAST_NOT_LICENSED']);

/** What stands in a status for each code; `MIMECAST_CONFIG` says its own reason. */
const WORDS: Readonly<Record<string, string>> = {
  MIMECAST_AUTH: 'sign-in refused',
  MIMECAST_FORBIDDEN: 'no permission',
  MIMECAST_NOT_LICENSED: 'not licensed',
  MIMECAST_RATE_LIMITED: 'quota used up',
  MIMECAST_UNAVAILABLE: 'not reachable',
  MIMECAST_BAD_REQUEST: 'request refused',
  MIMECAST_BAD_ANSWER: 'answer not understood',
};

/** Colour and text of what a source is doing; everything but the text is for flows. */
export function sourceStatus(state: SourceState, demo: boolean): Status {
  const status = describe(state);
  const max = 'product' in status ? MAX_TEXT_WITH_NEEDS : MAX_TEXT;
  return demo ? { ...status, text: cut(`demo · ${status.text ?? ''}`, max) } : status;
}

function describe(state: SourceState): Status {
  switch (state.kind) {
    case 'starting':
      return { fill: 'grey', shape: 'ring', text: 'waiting for the first poll' };
    case 'standby':
      return standby(state);
    case 'paused':
      return { fill: 'grey', shape: 'ring', text: 'paused', code: 'paused' };
    case 'resting':
      return resting(state);
    case 'polling':
      return polling(state);
    case 'throttled':
      return {
        fill: 'yellow',
        shape: 'ring',
        text: joined(`quota: waiting until ${clock(state.retryAt)}`, fitting(state.fittingIntervalMs)),
        code: 'MIMECAST_RATE_LIMITED',
        retryAt: new Date(state.retryAt).toISOString(),
      };
    case 'stuck':
      return {
        fill: 'red',
        shape: 'ring',
        text: `${state.type}: not acknowledged since ${moment(state.since, Date.now())}`,
        code: 'stuck',
        attempts: state.attempts,
        since: new Date(state.since).toISOString(),
      };
    case 'failed':
      return failed(state.failure);
    case 'idle':
      return idle(state);
  }
}

/** What the last poll before the restart found is not known any more; that there was one is. */
function resting({ polledAt, nextAt }: Extract<SourceState, { kind: 'resting' }>): Status {
  const now = Date.now();
  const next = nextAt === undefined ? 'polls on message' : `next ${moment(nextAt, now)}`;
  return {
    fill: 'grey',
    shape: 'ring',
    text: joined(`polled ${moment(polledAt, now)}`, next),
    at: new Date(polledAt).toISOString(),
    ...(nextAt === undefined ? {} : { nextAt: new Date(nextAt).toISOString() }),
  };
}

/** Catching up it counts quietly: what matters then is how far it is, and a long number would flicker. */
function polling({ records, lagMs, doneAt }: Extract<SourceState, { kind: 'polling' }>): Status {
  const facts = { records, ...lagFact(lagMs) };
  const status = { fill: 'blue', shape: 'dot' } as const;
  if (records === 0) return { ...status, text: 'polling', ...facts };
  if (lagMs === undefined || lagMs < BEHIND_MS) return { ...status, text: events(records), ...facts };
  const done = doneAt === undefined ? '' : `done ${moment(doneAt, Date.now())}`;
  return {
    ...status,
    text: joined(`${span(lagMs)} behind`, shortCount(records), done),
    ...facts,
    ...(doneAt === undefined ? {} : { doneAt: new Date(doneAt).toISOString() }),
  };
}

/** What somebody can do about it, by the code with which Redis says no. */
const REDIS_WORDS: Readonly<Record<string, string>> = {
  NOAUTH: 'refuses user or password',
  WRONGPASS: 'refuses user or password',
  NOPERM: 'does not permit it (ACL)',
  OOM: 'is out of memory',
  READONLY: 'is a read-only replica',
  LOADING: 'is still loading',
  MISCONF: 'can not write to its disk',
  NOREPLICAS: 'misses its replicas',
};

/** @param trouble `Redis at host:port: …`, as the link says it */
function redisTrouble(trouble: string): string {
  const [, code, rest = ''] = /^Redis at \S+: ([A-Z]{2,}) (.*)$/.exec(trouble) ?? [];
  if (code === undefined) return 'is not reachable';
  return REDIS_WORDS[code] ?? `says ${code === 'ERR' ? '' : `${code} `}${rest}`;
}

function standby({ holder, trouble }: Extract<SourceState, { kind: 'standby' }>): Status {
  if (trouble !== undefined) {
    return {
      fill: 'yellow',
      shape: 'ring',
      text: cut(`standby · Redis ${redisTrouble(trouble)}`),
      code: 'standby',
      reason: trouble,
    };
  }
  const text = holder === undefined ? 'standby' : `standby · runs on ${holder}`;
  return { fill: 'grey', shape: 'ring', text: cut(text), code: 'standby', holder };
}

function idle(state: Extract<SourceState, { kind: 'idle' }>): Status {
  const facts = {
    records: state.records,
    ...(state.known > 0 && { known: state.known }),
    at: new Date(state.at).toISOString(),
    ...lagFact(state.lagMs),
  };
  if (state.failure !== undefined) {
    const { code, message, retryAt, needs } = state.failure;
    const [first = '', ...others] = state.failed;
    const text = withNeeds(
      `${state.failed.join(', ')}: ${WORDS[code] ?? message}`,
      needs,
      others.length > 0 ? first : '',
    );
    return {
      fill: 'yellow',
      shape: 'dot',
      text,
      ...facts,
      code,
      reason: message,
      ...needs,
      ...retryFact(retryAt),
    };
  }
  if (state.quietSince !== undefined) {
    const text = `no events for ${span(state.at - state.quietSince)}: is Enhanced Logging on?`;
    return {
      fill: 'yellow',
      shape: 'ring',
      text,
      ...facts,
      quietSince: new Date(state.quietSince).toISOString(),
    };
  }
  if (state.fittingIntervalMs !== undefined) {
    return { fill: 'yellow', shape: 'dot', text: fitting(state.fittingIntervalMs), ...facts };
  }
  const known = state.known === 0 ? '' : `${state.known.toLocaleString('en-US')} known`;
  if (state.records > 0) {
    return {
      fill: 'green',
      shape: 'dot',
      text: joined(events(state.records), known, clock(state.at)),
      ...facts,
    };
  }
  // "Nothing new" would be said of what nobody has seen yet.
  const news = known === '' ? 'nothing new' : joined(known, 'changes only');
  return { fill: 'green', shape: 'ring', text: joined(news, clock(state.at)), ...facts };
}

function failed({ code, message, retryAt, needs }: SourceFailure): Status {
  const words = code === 'MIMECAST_CONFIG' ? message : WORDS[code];
  const again = retryAt === undefined ? '' : `next try ${clock(retryAt)}`;
  return {
    fill: GRANTS.has(code) ? 'yellow' : 'red',
    shape: code === 'MIMECAST_UNAVAILABLE' ? 'ring' : 'dot',
    text: code === 'MIMECAST_CONFIG' ? cut(words ?? code) : withNeeds(joined(words ?? message, again), needs),
    code,
    reason: message,
    ...needs,
    ...retryFact(retryAt),
  };
}

/** @param whose the type that it is said of, where several failed */
function withNeeds(text: string, needs: SourceFailure['needs'], whose = ''): string {
  if (needs === undefined) return cut(text);
  const { permission, product } = needs;
  const role = permission === undefined ? '' : `permission ${permission}, `;
  return cut(
    `${text} · ${whose}${whose === '' ? '' : ' '}needs ${role}product ${product}`,
    MAX_TEXT_WITH_NEEDS,
  );
}

function events(count: number): string {
  return counted(count, 'event');
}

function fitting(intervalMs: number | undefined): string {
  return intervalMs === undefined ? '' : `quota: poll every ${Math.ceil(intervalMs / 60_000)} min`;
}

function lagFact(lagMs: number | undefined): Record<string, unknown> {
  return lagMs === undefined ? {} : { lagSeconds: Math.round(lagMs / 1000) };
}

function retryFact(retryAt: number | undefined): Record<string, unknown> {
  return retryAt === undefined ? {} : { retryAt: new Date(retryAt).toISOString() };
}

function joined(...parts: readonly string[]): string {
  return cut(parts.filter((part) => part !== '').join(' · '));
}

function cut(text: string, max = MAX_TEXT): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
