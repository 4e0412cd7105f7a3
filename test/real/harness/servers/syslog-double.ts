/** Syslog servers that examples send to. */
import { fixture } from '../../../unit/api/support/servers';
import { collect, readFrames } from '../../../unit/sinks/syslog/support/receivers';
import { relpServer } from '../../../unit/sinks/syslog/support/relp-server';
import type { Cleanup } from '../process/cleanup';

/** A syslog server that accepts everything; certificates are those of `fixtures/ca.pem`. */
export interface SyslogDouble {
  readonly port: number;
  /** messages that it has received so far */
  received(): readonly string[];
}

const STARTERS = {
  relp: async (cleanup: Cleanup): Promise<SyslogDouble> => {
    const server = await relpServer();
    cleanup.add(() => server.stop());
    return { port: server.port, received: () => server.accepted };
  },
  tls: async (cleanup: Cleanup): Promise<SyslogDouble> => {
    const pem = fixture('server.pem');
    const server = await collect({ tls: { key: pem, cert: pem } });
    cleanup.add(() => server.stop());
    return { port: server.port, received: () => server.streams.flatMap(wholeFrames) };
  },
} as const;

export type SyslogKind = keyof typeof STARTERS;
export type SyslogDoubles = Readonly<Record<SyslogKind, SyslogDouble>>;

export function syslogDouble(kind: SyslogKind, cleanup: Cleanup): Promise<SyslogDouble> {
  return STARTERS[kind](cleanup);
}

/** The last one may still be in transit. */
function wholeFrames(stream: Buffer): string[] {
  const frames = readFrames(stream);
  const last = frames.at(-1);
  const header = last === undefined ? undefined : `${Buffer.byteLength(last)} `;
  return header !== undefined && stream.includes(`${header}${last}`) ? frames : frames.slice(0, -1);
}
