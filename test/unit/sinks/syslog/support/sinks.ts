/** Sinks for the specs: with short time-outs, and a record of their states. */
import type { SyslogState } from '../../../../../nodes/lib/sinks/syslog/connection';
import {
  type SyslogLimits,
  type SyslogSettings,
  SyslogSink,
  type SyslogTimes,
} from '../../../../../nodes/lib/sinks/syslog/syslog-sink';

export const QUICK: SyslogTimes = {
  responseTimeoutMs: 150,
  openTimeoutMs: 4000,
  closeTimeoutMs: 100,
  tlsRejectGraceMs: 20,
  backoffMs: 10,
  maxBackoffMs: 30,
  stableAfterMs: 100,
  drainMs: 300,
  waitingMs: 20,
  recordWarnIntervalMs: 600_000,
};

export interface WatchedSink {
  readonly sink: SyslogSink;
  readonly states: SyslogState[];
  readonly warnings: string[];
  readonly logs: string[];
  readonly debugs: string[];
}

export function sinkFor(
  port: number,
  settings: Partial<SyslogSettings> = {},
  { times, ...limits }: SyslogLimits = {},
): WatchedSink {
  const states: SyslogState[] = [];
  const warnings: string[] = [];
  const logs: string[] = [];
  const debugs: string[] = [];
  const sink = new SyslogSink(
    {
      target: { host: '127.0.0.1', port, tls: undefined },
      protocol: 'stream',
      framing: 'octet-counting',
      facility: 'local0',
      severity: 'info',
      hostname: 'here',
      appName: 'test',
      procId: '42',
      maxBytes: 65_536,
      tooLong: 'truncate',
      ...settings,
    },
    {
      state: (state) => states.push(state),
      warn: (text) => warnings.push(text),
      log: (text) => logs.push(text),
      debug: (text) => debugs.push(text),
    },
    { times: { ...QUICK, ...times }, ...limits },
  );
  sink.start();
  return { sink, states, warnings, logs, debugs };
}

/** `<134>1 … - text` → `text`. */
export const bodyOf = (message: string): string => message.replace(/^<\d+>1 \S+ \S+ \S+ \S+ \S+ - /, '');
