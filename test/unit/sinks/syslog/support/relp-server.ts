/** A RELP server written from the protocol's specification, with a parser of its own. */
import type { Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { listen, type Receiver } from './receivers';

export interface Command {
  readonly txnr: number;
  readonly name: string;
  readonly data: string;
}

/** The response: text of a `rsp`, or none. Any other action uses the socket directly. */
export type Responder = (command: Command, socket: Socket, session: number) => string | undefined;

export interface RelpServer extends Receiver {
  /** by session */
  readonly commands: readonly (readonly Command[])[];
  /** data of the syslog commands of all sessions that were answered with 200 */
  readonly accepted: readonly string[];
}

export const OPENED = '200 OK\nrelp_version=0\nrelp_software=a test\ncommands=syslog';

export const rsp = (txnr: number, text: string): string =>
  text === '' ? `${txnr} rsp 0\n` : `${txnr} rsp ${Buffer.byteLength(text)} ${text}\n`;

/** Accepts everything. */
export const acceptAll: Responder = ({ name }) =>
  name === 'open' ? OPENED : name === 'close' ? '' : '200 OK';

function* commandsOf(stream: Buffer): Generator<Command & { readonly end: number }> {
  let at = 0;
  for (;;) {
    const header = /^(\d+) (\w+) (\d+)( |\n)/.exec(stream.toString('latin1', at, at + 60));
    if (header === null) return;
    const [all, txnr, name, length] = header;
    const size = Number(length);
    const start = at + all.length;
    const end = size === 0 ? start : start + size + 1;
    if (end > stream.length) return;
    if (stream[end - 1] !== 0x0a) throw new Error(`no line feed behind ${all}`);
    yield { txnr: Number(txnr), name: name ?? '', data: stream.toString('utf8', start, start + size), end };
    at = end;
  }
}

export async function relpServer(
  respond: Responder = acceptAll,
  options: { readonly tls?: TlsOptions } = {},
): Promise<RelpServer> {
  const commands: Command[][] = [];
  const accepted: string[] = [];
  const onCommand = (command: Command, socket: Socket, session: number): void => {
    commands[session]?.push(command);
    const response = respond(command, socket, session);
    if (response === undefined) return;
    if (command.name === 'syslog' && response.startsWith('200')) accepted.push(command.data);
    if (!socket.destroyed) socket.write(rsp(command.txnr, response));
  };
  const receiver = await listen((socket, session) => {
    let stream: Buffer = Buffer.alloc(0);
    commands[session] = [];
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      stream = Buffer.concat([stream, chunk]);
      let done = 0;
      for (const { end, ...command } of commandsOf(stream)) {
        done = end;
        onCommand(command, socket, session);
      }
      stream = stream.subarray(done);
    });
  }, options);
  return { ...receiver, commands, accepted };
}
