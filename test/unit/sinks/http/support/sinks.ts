/** Sinks for the specs: with short waits, and a record of what they report. */
import {
  HTTP_SINK_TIMES,
  HttpSink,
  type HttpSinkLimits,
  type HttpSinkTimes,
} from '../../../../../nodes/lib/sinks/http/http-sink';
import type { HttpState } from '../../../../../nodes/lib/sinks/http/send/outage';
import type { HttpSinkSettings } from '../../../../../nodes/lib/sinks/http/settings';
import type { Cleanup } from '../../../../real/harness/process/cleanup';

export const TOKEN = 'canary-token-0123456789';

export const QUICK: HttpSinkTimes = {
  ...HTTP_SINK_TIMES,
  backoffMs: 5,
  maxBackoffMs: 20,
  misconfiguredMs: 10,
  maxMisconfiguredMs: 40,
  pollMs: 2,
  maxPollMs: 10,
  indexedWithinMs: 60_000,
  drainMs: 300,
};

export interface WatchedSink {
  readonly sink: HttpSink;
  readonly states: HttpState[];
  readonly misconfigured: string[];
  readonly warnings: string[];
  readonly logs: string[];
  readonly debugs: string[];
}

/** A sink that `cleanup` closes. */
export function sinkFor(
  settings: Pick<HttpSinkSettings, 'url'> & Partial<HttpSinkSettings>,
  cleanup: Cleanup,
  { times, ...limits }: HttpSinkLimits = {},
): WatchedSink {
  const [states, misconfigured, warnings, logs, debugs]: [HttpState[], ...string[][]] = [[], [], [], [], []];
  const watched = {
    states,
    misconfigured: misconfigured ?? [],
    warnings: warnings ?? [],
    logs: logs ?? [],
    debugs: debugs ?? [],
  };
  const sink = new HttpSink(
    {
      receiver: 'hec',
      headers: {},
      login: { kind: 'header', value: `Splunk ${TOKEN}` },
      gzip: true,
      batchBytes: 1_000_000,
      batchMs: 0,
      timeoutMs: 5_000,
      indexerAck: false,
      secrets: [TOKEN],
      ...settings,
    },
    {
      state: (state) => watched.states.push(state),
      misconfigured: (text) => watched.misconfigured.push(text),
      warn: (text) => watched.warnings.push(text),
      log: (text) => watched.logs.push(text),
      debug: (text) => watched.debugs.push(text),
    },
    { times: { ...QUICK, ...times }, ...limits },
  );
  cleanup.add(() => sink.close());
  return { sink, ...watched };
}

export const NO_ORIGIN = { ids: [] };

export const SIEM = (...ids: string[]) => ({ log: 'siem', type: 'receipt', ids });
