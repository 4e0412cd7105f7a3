import type { SyslogState } from '../sinks/syslog/state';
import { clock } from './format-time';
import type { Status } from './status-line';

/** Colour and text of what a syslog sink is doing; everything but the text is for flows. */
export function syslogStatus(state: SyslogState): Status {
  const { waiting } = state;
  const queue = waiting === 0 ? '' : ` · ${waiting.toLocaleString('en-US')} waiting`;
  switch (state.kind) {
    case 'connecting':
      return { fill: 'yellow', shape: 'ring', text: `connecting${queue}`, waiting };
    case 'connected':
      return { fill: 'green', shape: 'dot', text: `connected${queue}`, waiting };
    case 'disconnected':
      return {
        fill: 'red',
        shape: 'ring',
        text: `disconnected${queue} · next try ${clock(state.retryAt)}`,
        waiting,
        reason: state.reason,
        retryAt: new Date(state.retryAt).toISOString(),
      };
  }
}
